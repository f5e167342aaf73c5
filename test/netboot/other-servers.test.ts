import { expect, test } from 'vitest';
import { decideOther, type OtherFacts } from '../../core/netboot/other-servers.ts';

const facts: OtherFacts = {
  mode: 'full-dhcp',
  policy: 'warn',
  insist: false,
  atStart: false,
  server: { kind: 'dhcp', bootFile: null },
};
const pxe = { kind: 'pxe', bootFile: 'pxelinux.0' } as const;
const naming = { kind: 'dhcp', bootFile: 'pxelinux.0' } as const;

test.each<[string, Partial<OtherFacts>, string]>([
  ['a second DHCP server appears', {}, 'tell'],
  ['it was there before us', { atStart: true }, 'refuse'],
  ['it was there, and the technician insists', { atStart: true, insist: true, policy: 'stop' }, 'tell'],
  ['it appears and serving is to stop', { policy: 'stop', insist: true }, 'stop'],
  ['it appears and serving is to turn proxy', { policy: 'proxy' }, 'proxy'],
  ['it was there and serving is to turn proxy', { policy: 'proxy', atStart: true }, 'proxy'],
  ['a boot server appears, whatever the policy', { policy: 'stop', server: pxe }, 'tell'],
  ['beside a proxy a DHCP server is expected', { mode: 'proxy-dhcp', policy: 'stop' }, 'expected'],
  ['beside a proxy one that names a boot file is news', { mode: 'proxy-dhcp', server: naming }, 'tell'],
  ['beside a proxy another boot server is news', { mode: 'proxy-dhcp', server: pxe }, 'tell'],
  ['in external mode a DHCP server names us', { mode: 'external', server: naming }, 'expected'],
  ['in external mode another boot server is news', { mode: 'external', server: pxe }, 'tell'],
])('%s', (_, change, wanted) => {
  expect(decideOther({ ...facts, ...change })).toBe(wanted);
});
