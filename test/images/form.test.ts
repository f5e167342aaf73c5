import { describe, expect, it } from 'vitest';
import { chooseDisks, type Disk, parseSize } from '../../core/images/form/disk.ts';
import { formOf } from '../../core/images/form.ts';
import { COMMON_DEFAULTS, SETTINGS } from '../../core/images/setting-rules.ts';
import { prepareSettings } from '../../core/images/settings.ts';

const form = (settings: Record<string, string> = {}) => formOf({ ...COMMON_DEFAULTS, ...settings });

describe('formOf', () => {
  it('of the defaults is an installation by DHCP on the only fixed disk', () => {
    expect(form()).toMatchObject({
      locale: 'en_US.UTF-8',
      language: 'en',
      ntp: [],
      disk: { named: [], pick: 'only', count: 1, atLeast: null, atMost: null },
      layout: { scheme: 'plain', filesystem: null, swapMiB: null },
      network: { fixed: null, addressMissing: false, vlan: null, bond: null, special: false },
      login: { root: 'ask' },
      mirror: null,
      repositories: [],
      selinux: null,
      postScript: '',
      registration: null,
      finish: 'reboot',
    });
  });

  it('takes a fixed address from the machine, and misses it where one is wanted', () => {
    const given = { address: '192.168.5.20/22', gateway: '192.168.4.1', dns: '9.9.9.9 1.1.1.1' };
    const fixed = { address: '192.168.5.20', prefix: 22, netmask: '255.255.252.0' };
    const expected = { fixed, gateway: '192.168.4.1', dns: ['9.9.9.9', '1.1.1.1'], addressMissing: false };
    expect(form(given).network).toMatchObject(expected);
    expect(form({ ...given, network: 'dhcp' }).network).toMatchObject({ fixed: null, gateway: null });
    expect(form({ network: 'static' }).network).toMatchObject({ fixed: null, addressMissing: true });
  });

  it('reads lists, sizes, repositories and the script', () => {
    const read = form({
      swap: '4GiB',
      layout: 'raid1',
      disk_pick: 'smallest-ssd',
      disk_min: '400G',
      repositories: 'http://a/el9\nextra http://b/debian trixie main contrib',
      post_script: 'echo hi\r\necho there',
    });
    expect(read.layout).toEqual({ scheme: 'raid1', filesystem: null, swapMiB: 4096 });
    expect(read.disk).toMatchObject({ pick: 'smallest', solidState: true, atLeast: 400e9, count: 2 });
    expect(read.repositories).toEqual([
      { name: 'site-1', url: 'http://a/el9', suite: [] },
      { name: 'extra', url: 'http://b/debian', suite: ['trixie', 'main', 'contrib'] },
    ]);
    expect(read.postScript).toBe('#!/bin/sh\necho hi\necho there\n');
    expect(form({ post_script: '#!/usr/bin/python3\nprint(1)' }).postScript).toMatch(
      /^#!\/usr\/bin\/python3/,
    );
  });

  it.each([
    ['puppet', 'puppet.lab', { kind: 'puppet', server: 'puppet.lab' }],
    ['salt', 'salt.lab', { kind: 'salt', master: 'salt.lab' }],
    [
      'ansible',
      'http://git/x.git',
      { kind: 'ansible', repository: 'http://git/x.git', playbook: 'local.yml' },
    ],
    ['puppet', '', null],
    ['none', 'puppet.lab', null],
  ])('registers with %s at "%s"', (register, register_to, expected) => {
    expect(form({ register, register_to }).registration).toEqual(expected);
  });

  it('knows a rule for every setting that has a default, and its defaults pass', () => {
    expect(Object.keys(COMMON_DEFAULTS).filter((key) => !(key in SETTINGS))).toEqual([]);
    expect(prepareSettings(COMMON_DEFAULTS, () => '')).toEqual(COMMON_DEFAULTS);
  });
});

describe('sizes', () => {
  it.each([
    ['400G', 400e9],
    ['1.5T', 1.5e12],
    ['512MiB', 512 * 1024 ** 2],
    ['16 GiB', 16 * 1024 ** 3],
    ['400', null],
    ['-1G', null],
    ['1e3G', null],
  ])('reads %s', (text, bytes) => {
    expect(parseSize(text)).toBe(bytes);
  });
});

describe('the disk rule', () => {
  const disk = (name: string, gb: number, more: Partial<Disk> = {}): Disk => ({
    name,
    bytes: gb * 1e9,
    model: 'Generic',
    serial: `S${name}`,
    solidState: false,
    ...more,
  });
  const sata = disk('sda', 4000, { model: 'ST4000NM' });
  const ssd = disk('sdb', 480, { model: 'SAMSUNG MZ7', solidState: true });
  const nvme = disk('nvme0n1', 960, { model: 'KIOXIA CD6', solidState: true });
  const choose = (settings: Record<string, string>, disks: readonly Disk[]) => {
    const choice = chooseDisks(form(settings).disk, disks);
    return 'refused' in choice ? choice.refused : choice.disks.map(({ name }) => name);
  };

  it.each([
    ['the only one', {}, [sata], ['sda']],
    ['none of several', {}, [sata, ssd], 'several'],
    ['none where there is none', {}, [], 'none'],
    ['the smallest', { disk_pick: 'smallest' }, [sata, nvme, ssd], ['sdb']],
    ['the largest', { disk_pick: 'largest' }, [ssd, sata, nvme], ['sda']],
    ['the largest SSD', { disk_pick: 'largest-ssd' }, [ssd, sata, nvme], ['nvme0n1']],
    ['by size', { disk_min: '500G', disk_max: '1T' }, [ssd, sata, nvme], ['nvme0n1']],
    ['by model, in any case', { disk_model: 'samsung' }, [ssd, sata], ['sdb']],
    ['by serial', { disk_serial: 'Ssda' }, [ssd, sata], ['sda']],
    ['none of two as small', { disk_pick: 'smallest' }, [ssd, { ...ssd, name: 'sdc' }], 'several'],
    ['two for a mirror', { layout: 'raid1' }, [sata, ssd], ['sda', 'sdb']],
    ['no mirror of one', { layout: 'raid1' }, [sata], 'none'],
    ['no mirror of three', { layout: 'raid1' }, [sata, ssd, nvme], 'several'],
    ['a mirror of the SSDs', { layout: 'raid1', disk_pick: 'ssd' }, [sata, ssd, nvme], ['sdb', 'nvme0n1']],
    ['the one that is named', { disk: '/dev/sdb' }, [sata, ssd], ['sdb']],
    ['none that is not there', { disk: '/dev/sdz' }, [sata, ssd], 'none'],
  ])('takes %s', (_, settings, disks, expected) => {
    const chosen = choose(settings, disks);
    expect(Array.isArray(chosen) ? chosen.toSorted() : chosen).toEqual(
      Array.isArray(expected) ? expected.toSorted() : expected,
    );
  });
});
