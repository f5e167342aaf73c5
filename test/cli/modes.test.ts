import { Command } from 'commander';
import { expect, test } from 'vitest';
import type { ServeRequest } from '../../core/api/contract.ts';
import { type ModeOptions, modeRequest, withModeOptions } from '../../core/cli/commands/modes.ts';

function read(...words: string[]): Partial<ServeRequest> {
  const serve = withModeOptions(new Command('serve').exitOverride().configureOutput({ writeErr: () => {} }));
  serve.parse(words, { from: 'user' });
  return modeRequest(serve.opts<ModeOptions>());
}

test.each<[string, string[], Partial<ServeRequest>]>([
  ['nothing', [], {}],
  ['a short mode', ['--mode', 'proxy'], { mode: 'proxy-dhcp' }],
  ['a long mode', ['--mode', 'full-dhcp'], { mode: 'full-dhcp' }],
  [
    'what machines are told',
    ['--router', '10.77.0.254', '--dns', '10.77.0.2, 10.77.0.3', '--domain', 'rack.test', '--lease', '600'],
    { router: '10.77.0.254', dns: ['10.77.0.2', '10.77.0.3'], domain: 'rack.test', leaseSeconds: 600 },
  ],
  [
    'lists, repeated or with commas',
    ['--allow', '52:54:00', '--allow', '00:0c:29,00:50:56', '--deny', '52:54:00:12:34:56'],
    { allow: ['52:54:00', '00:0c:29', '00:50:56'], deny: ['52:54:00:12:34:56'] },
  ],
  ['TFTP on one port', ['--tftp-one-port'], { tftpOnePort: true }],
  ['a menu on the machines', ['--menu'], { menu: {} }],
  [
    'a menu of one profile, with a PIN',
    ['--menu-profile', 'web', '--menu-pin', '4711', '--menu-seconds', '30'],
    { menu: { profiles: ['web'], pin: '4711', seconds: 30 } },
  ],
  ['further doors', ['--https', '--ftp'], { https: true, ftp: true }],
  ['manners', ['--polite'], { authoritative: false }],
  [
    'networks behind relays',
    [
      '--relayed',
      '10.88.0.0/24=10.88.0.9-10.88.0.99',
      '--relayed',
      '10.89.0.0/16=10.89.0.9-10.89.0.99,10.89.0.1',
    ],
    {
      relayed: [
        { subnet: '10.88.0.0/24', range: '10.88.0.9-10.88.0.99' },
        { subnet: '10.89.0.0/16', range: '10.89.0.9-10.89.0.99', router: '10.89.0.1' },
      ],
    },
  ],
  [
    'rescue',
    ['--mode', 'proxy', '--rescue', '10.77.0.240-10.77.0.247', '--rescue-auto'],
    { mode: 'proxy-dhcp', rescueRange: '10.77.0.240-10.77.0.247', rescuePolicy: 'auto' },
  ],
])('serve reads %s', (_, words, request) => {
  expect(read(...words)).toEqual(request);
});

test.each([
  ['a mode that does not exist', ['--mode', 'magic']],
  ['a lease that is no number', ['--lease', 'long']],
  ['a relayed network without a range', ['--relayed', '10.88.0.0/24']],
])('serve refuses %s', (_, words) => {
  expect(() => read(...words)).toThrow();
});
