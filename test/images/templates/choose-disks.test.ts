import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderText } from '../../../core/images/answers.ts';
import { chooseDisks, type Disk, diskRuleOf } from '../../../core/images/form/disk.ts';
import { type MadeDisk, makeMachine } from '../support/made-machine.ts';
import { SNIPPETS } from '../support/templates.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'disks-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const GB = 1_000_000_000;
const root = process.getuid?.() === 0;

/** Runs the script on a made-up machine; names of the disks it chose, in its order. */
function choose(settings: Record<string, string>, disks: Record<string, MadeDisk>): string[] {
  const script = renderText(
    '{% render "choose-disks", disk: disk %}',
    { disk: diskRuleOf(settings) },
    '',
    SNIPPETS,
  );
  const machine = makeMachine(folder, disks);
  spawnSync('sh', ['-c', machine.inside(script)]);
  return machine
    .read('/tmp/fieldboot-disks')
    .split('\n')
    .filter(Boolean)
    .map((line) => line.replace(/^.*\/dev\//, ''));
}

describe('the script that chooses disks', () => {
  it('passes over what is no fixed disk', () => {
    const disks: Record<string, MadeDisk> = {
      sda: { gb: 500, usb: true },
      sdb: { gb: 500, removable: true },
      sdc: { gb: 500, ro: true },
      sdd: { gb: 0 },
      mmcblk0boot0: { gb: 1 },
      loop0: { gb: 1 },
      nvme0c0n1: { gb: 960, hidden: true },
      nvme0n1: { gb: 960 },
    };
    expect(choose({}, disks)).toEqual(['nvme0n1']);
  });

  it.runIf(root)('takes what was named, and nothing where one is not there', () => {
    const disks = { vda: { gb: 8, node: true }, vdb: { gb: 8, node: true } };
    expect(choose({ disk: '/dev/vdb' }, disks)).toEqual(['vdb']);
    expect(choose({ disk: '/dev/vdz' }, disks)).toEqual([]);
    expect(choose({ disk: '/dev/vda /dev/vdb', layout: 'raid1' }, disks)).toEqual(['vda', 'vdb']);
    expect(choose({ disk: '/dev/vda', layout: 'raid1' }, disks)).toEqual([]);
    expect(choose({ disk: '/dev/vda /dev/vda', layout: 'raid1' }, disks)).toEqual([]);
  });

  it('finds names with a folder in them', () => {
    expect(choose({}, { 'cciss!c0d0': { gb: 72 } })).toEqual(['cciss/c0d0']);
  });

  it('decides as the same rule does in TypeScript', () => {
    const disk = fc.record({
      gb: fc.constantFrom(120, 240, 480, 480, 960, 4000),
      model: fc.constantFrom('ST4000NM', 'SAMSUNG MZ7', 'KIOXIA CD6'),
      serial: fc.constantFrom('S1', 'S2', 'X9'),
      solidState: fc.boolean(),
    });
    const settings = fc.record({
      disk_pick: fc.constantFrom('only', 'ssd', 'smallest', 'largest', 'smallest-ssd', 'largest-ssd'),
      disk_min: fc.constantFrom('', '', '200G', '480G'),
      disk_max: fc.constantFrom('', '', '480G', '1T'),
      disk_model: fc.constantFrom('', '', 'samsung', '4000'),
      disk_serial: fc.constantFrom('', '', 's'),
      layout: fc.constantFrom('plain', 'raid1'),
    });
    fc.assert(
      fc.property(fc.array(disk, { maxLength: 4 }), settings, (disks, given) => {
        const named = disks.map((one, index) => ({ ...one, name: `sd${'abcd'[index]}`, bytes: one.gb * GB }));
        const choice = chooseDisks(diskRuleOf(given), named satisfies Disk[]);
        const expected = 'refused' in choice ? [] : choice.disks.map(({ bytes }) => bytes);
        const chosen = choose(given, Object.fromEntries(named.map((one) => [one.name, one])));
        const bytes = chosen.map((name) => named.find((one) => one.name === name)?.bytes);
        expect(bytes.toSorted()).toEqual(expected.toSorted());
      }),
      { numRuns: 25 },
    );
  });
});
