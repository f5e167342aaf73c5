import { describe, expect, it } from 'vitest';
import { chainOf, mustStartAgain, secureRouteOf } from '../../core/images/secure-boot.ts';

const image = (family: string, facts: Record<string, string> = {}, arch: 'amd64' | 'arm64' = 'amd64') => ({
  id: 'medium',
  family,
  arch,
  facts,
});

describe('the signed chain of an image', () => {
  it.each([
    ['debian', image('debian'), { kind: 'ours' }, ''],
    ['Rocky 9', image('redhat', { major: '9' }), { kind: 'medium', shim: 'EFI/BOOT/BOOTX64.EFI' }, 'medium'],
    ['EL 6, which had no shim', image('redhat', { major: '6' }), { kind: 'ours' }, ''],
    [
      'SLES on arm64',
      image('suse', {}, 'arm64'),
      { kind: 'medium', shim: 'EFI/BOOT/BOOTAA64.EFI' },
      'medium',
    ],
    ['Ubuntu', image('ubuntu'), { kind: 'brought', folder: 'ubuntu' }, 'ubuntu'],
  ])('%s', (_, one, route, chain) => {
    expect(secureRouteOf(one)).toEqual(route);
    expect(chainOf(one)).toBe(chain);
  });

  it.each([
    ['the right one', 'rocky', 'rocky', true, false],
    ['ours, which may start anything while Secure Boot is off', 'rocky', '', false, false],
    ['ours, under Secure Boot', 'rocky', '', true, true],
    ['another medium’s, which may lack what is needed', 'rocky', 'suse', false, true],
    ['a medium’s, for what needs ours', '', 'rocky', true, true],
  ])('a machine in %s', (_, wanted, asking, locked, again) => {
    expect(mustStartAgain(wanted, asking, locked)).toBe(again);
  });
});
