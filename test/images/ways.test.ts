import { describe, expect, it } from 'vitest';
import { chooseWay, planBest, type Way } from '../../core/images/ways.ts';

const HTTP: Way = { id: 'http', title: 'by HTTP', needsMiB: 5000, takes: 'the medium lies in memory' };
const NFS: Way = { id: 'nfs', title: 'by NFS', needsMiB: 2000, takes: 'the live system does' };
const wayFor = (memoryMiB: number | null, ways = [HTTP, NFS], wanted = '') => {
  const choice = chooseWay(ways, { memoryMiB, wanted });
  return 'none' in choice ? choice.none : [choice.way.id, choice.forecast.because];
};

describe('the way an installer is started', () => {
  it('is the first that the memory is enough for, with the reason', () => {
    expect(wayFor(8192)).toEqual([
      'http',
      'It needs 5000 MiB, because the medium lies in memory; the machine has 8192 MiB.',
    ]);
    expect(wayFor(4096)).toEqual([
      'nfs',
      'Not by HTTP: that needs 5000 MiB, because the medium lies in memory, and the machine has 4096 MiB.',
    ]);
  });

  it('allows for what the firmware keeps', () => {
    expect(wayFor(4700)).toContain('http');
    expect(wayFor(4600)).toContain('nfs');
  });

  it('is the best one for a machine that did not say what it has', () => {
    expect(wayFor(null)).toEqual([
      'http',
      'The machine did not say how much memory it has; this way needs 5000 MiB.',
    ]);
  });

  it('is none when nothing fits, and every reason is said', () => {
    expect(wayFor(1024)).toBe(
      'No way to start it suits this machine. Not by HTTP: that needs 5000 MiB, because the medium lies in memory, ' +
        'and the machine has 1024 MiB. Not by NFS: that needs 2000 MiB, because the live system does, and the machine has 1024 MiB.',
    );
    expect(wayFor(4096, [HTTP, { ...NFS, shut: 'the NFS door is shut.' }])).toContain(
      'Not by NFS: the NFS door is shut.',
    );
  });

  it('is the one that the profile names, whatever the machine has', () => {
    expect(wayFor(1024, [HTTP, NFS], 'http')).toEqual(['http', 'The profile says so.']);
    expect(wayFor(1024, [HTTP, NFS], 'ftp')).toContain('No way');
  });

  it('makes the plan of that way, with its figures', () => {
    const plan = () => ({ kind: 'linux', title: 't', kernel: '/k', initrds: [], args: [] }) as const;
    expect(planBest([{ ...HTTP, plan }], { memoryMiB: 8192 })).toMatchObject({
      kernel: '/k',
      forecast: { way: 'http', needsMiB: 5000, hasMiB: 8192 },
    });
    expect(planBest([{ ...HTTP, plan }], { memoryMiB: 512 }).kind).toBe('blocked');
  });
});
