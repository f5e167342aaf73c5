import { describe, expect, it } from 'vitest';
import { type Attempt, climb, orderFor, remember, type Worked } from '../../core/netboot/ladder.ts';
import { ladderOf, loaderFile } from '../../core/netboot/loaders.ts';

const ORDER = ['snponly', 'shim', 'ipxe'] as const;
const at = (rung: Attempt['rung'], reached: Attempt['reached']): Attempt => ({ rung, reached });

describe('the loader ladder', () => {
  it('begins at the first rung', () => {
    expect(climb(undefined, ORDER)).toEqual({ attempt: at('snponly', 'told'), stuckOn: null });
  });

  it.each([
    ['asks again before it has fetched anything', at('snponly', 'told'), at('snponly', 'told'), null],
    ['starts again after the loader has run', at('shim', 'running'), at('shim', 'told'), null],
    ['was silent after the loader', at('snponly', 'fetched'), at('shim', 'told'), 'snponly'],
    ['was silent after the next, too', at('shim', 'fetched'), at('ipxe', 'told'), 'shim'],
    ['was silent after the last: from the beginning', at('ipxe', 'fetched'), at('snponly', 'told'), 'ipxe'],
    ['had a loader that is not of its ladder', at('grub', 'fetched'), at('snponly', 'told'), null],
  ] as const)('%s', (_, before, attempt, stuckOn) => {
    expect(climb(before, ORDER)).toEqual({ attempt, stuckOn });
  });

  it('has a file for every rung of every firmware', () => {
    for (const firmware of ['bios', 'uefi-x64', 'uefi-arm64', 'uefi-ia32', 'unknown'] as const)
      for (const rung of ladderOf(firmware)) expect(loaderFile(firmware, rung)).toMatch(/^\/loaders\//);
  });
});

describe('what worked', () => {
  const R650: Worked = {
    manufacturer: 'Dell Inc.',
    product: 'PowerEdge R650',
    firmware: 'uefi-x64',
    block: 'b0:7b:25',
    rung: 'shim',
    at: 1,
  };
  const kind = {
    manufacturer: 'Dell Inc.',
    product: 'PowerEdge R650',
    firmware: 'uefi-x64',
    block: '00:00:00',
  } as const;
  const unknown = { manufacturer: null, product: null, firmware: 'uefi-x64', block: 'b0:7b:25' } as const;

  it('on a maker’s model comes first on the next of it', () => {
    expect(orderFor(kind, [R650], null)).toEqual(['shim', 'snponly', 'ipxe']);
  });

  it('counts for a new machine whose card is of the same maker’s block', () => {
    expect(orderFor(unknown, [R650], null)).toEqual(['shim', 'snponly', 'ipxe']);
  });

  it('does not count when machines of that block differ, for another model, or for another firmware', () => {
    const other: Worked = { ...R650, product: 'PowerEdge R450', rung: 'ipxe' };
    expect(orderFor(unknown, [R650, other], null)[0]).toBe('snponly');
    expect(orderFor({ ...kind, product: 'Z' }, [R650], null)[0]).toBe('snponly');
    expect(orderFor({ ...kind, firmware: 'bios' }, [R650], null)).toEqual(ladderOf('bios'));
  });

  it('yields to what the technician wants, where the firmware has it', () => {
    expect(orderFor(kind, [R650], 'ipxe')).toEqual(['ipxe', 'snponly', 'shim']);
    expect(orderFor(kind, [R650], 'lpxelinux')).toEqual(['snponly', 'shim', 'ipxe']);
  });

  it('is kept once for each kind of machine, the newest first', () => {
    const newer = { ...R650, rung: 'ipxe', at: 2 } as const;
    const other = { ...R650, block: 'b0:7b:26', at: 3 };
    expect(remember(remember([R650], newer), other)).toEqual([other, newer]);
  });
});
