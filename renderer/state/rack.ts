/** The order of machines in the rack view: as the technician put them, newcomers below. */
import { useMemo } from 'react';
import type { MachineView } from '../../core/api/contract.ts';
import { cell, useCell } from './cell.ts';
import { readKept, writeKept } from './kept.ts';

export const VIEWS = ['table', 'rack'] as const;
export type View = (typeof VIEWS)[number];

export const view = cell<View>('table');

const KEY = 'fieldboot.rack';

/** MACs as the technician put them; those that were never moved are not in it. */
const rackOrder = cell<readonly string[]>(readKept(KEY, isTexts) ?? []);

/** Machines from the top of the rack. */
export function useRack(machines: readonly MachineView[]): readonly MachineView[] {
  const order = useCell(rackOrder);
  return useMemo(() => inRackOrder(machines, order), [machines, order]);
}

/** Puts a machine in the place of another, which moves on; `shown` is how they stand now. */
export function moveInRack(mac: string, place: string, shown: readonly string[]): void {
  const next = moved(shown, mac, place);
  rackOrder.set(next);
  writeKept(KEY, next);
}

/** Those that were put somewhere in that order, then the others as they appeared. */
export function inRackOrder(machines: readonly MachineView[], order: readonly string[]): MachineView[] {
  const place = new Map(order.map((mac, index) => [mac, index]));
  const of = ({ mac }: MachineView) => place.get(mac) ?? Number.POSITIVE_INFINITY;
  const compare = (a: number, b: number) => (a === b ? 0 : a - b);
  return machines.toSorted(
    (a, b) => compare(of(a), of(b)) || a.firstSeen - b.firstSeen || a.mac.localeCompare(b.mac),
  );
}

/** The list with `mac` in the place of `place`. */
export function moved(list: readonly string[], mac: string, place: string): readonly string[] {
  const to = list.indexOf(place);
  if (to < 0 || mac === place) return list;
  return list.filter((one) => one !== mac).toSpliced(to, 0, mac);
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}
