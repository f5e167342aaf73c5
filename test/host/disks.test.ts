import type { Stats } from 'node:fs';
import { expect, it } from 'vitest';
import { Disks, diskFolder } from '../../core/host/disks.ts';
import type { Mount } from '../../core/host/volumes.ts';

const mount = (folder: string): Mount => ({ number: '8:1', folder, device: '/dev/sda1' });
const MOUNTS = [mount('/'), mount('/media/anna/USB'), mount('/mnt/share')];

it.each([
  ['/home/anna/debian.iso', '/'],
  ['/media/anna/USB/debian.iso', '/media/anna/USB'],
  ['/media/anna/USB1/debian.iso', '/'],
  ['/mnt/share', '/mnt/share'],
])('%s lies on the disk mounted at %s', (path, folder) => {
  expect(diskFolder(path, MOUNTS)).toBe(folder);
});

it('without a list of mounts a disk is what its paths begin with', () => {
  expect(diskFolder('/Volumes/USB/debian.iso', [])).toBe('/Volumes/USB');
  expect(diskFolder('/home/debian.iso', [])).toBe('/');
});

it('a disk that does not answer is asked once, the others go on, and it is asked again when it has answered', async () => {
  const asked: string[] = [];
  let answer = (_: Stats) => {};
  const owed = new Promise<Stats>((resolve) => {
    answer = resolve;
  });
  const stats = { size: 7 } as Stats;
  const disks = new Disks({
    patienceMs: 50,
    mounts: async () => MOUNTS,
    stat: (path) => {
      asked.push(path);
      return path === '/mnt/share/a.iso' && asked.length === 1 ? owed : Promise.resolve(stats);
    },
  });
  const first = ['a', 'b', 'c'].map((name) => disks.look(`/mnt/share/${name}.iso`));
  expect(await Promise.all(first)).toEqual(['silent', 'silent', 'silent']);
  expect(await disks.look('/mnt/share/d.iso')).toBe('silent');
  expect(await disks.look('/home/anna/debian.iso')).toBe(stats);
  expect(asked).toEqual(['/mnt/share/a.iso', '/home/anna/debian.iso']);
  answer(stats);
  await expect.poll(() => disks.look('/mnt/share/d.iso')).toBe(stats);
});

it('what is not there, and what may not be looked at, is absent', async () => {
  expect(await new Disks().look('/there/is/no/such.iso')).toBe('absent');
});
