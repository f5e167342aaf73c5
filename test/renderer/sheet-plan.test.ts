import { describe, expect, test } from 'vitest';
import { problem } from '../../core/errors.ts';
import { isSheet } from '../../renderer/state/sheet.ts';
import {
  cellsAtFault,
  countOutcomes,
  erasingRows,
  outcomeOf,
  type SheetRow,
  textOfCell,
  valueBefore,
  variablesOf,
} from '../../renderer/state/sheet-plan.ts';
import { fakeMachine } from '../support/fake-scenarios.ts';

const MAC = '52:54:00:00:00:01';
const row = (more: Partial<SheetRow> = {}): SheetRow => ({
  line: 2,
  mac: MAC,
  serial: null,
  name: null,
  address: null,
  profile: null,
  note: null,
  variables: {},
  changes: [],
  conflicts: [],
  ...more,
});
const conflict = (...given: Parameters<typeof problem>) => {
  const made = problem(...given);
  return { ...made, params: { ...made.params } };
};

describe('a row of a job sheet', () => {
  test('is left out, changes its machine, waits for it, or is so already', () => {
    const rows = [
      row({ conflicts: [conflict('SHEET_ROW_NO_KEY', { line: 2 })] }),
      row({ changes: ['name'] }),
      row({ mac: null }),
      row(),
    ];
    expect(rows.map(outcomeOf)).toEqual(['left-out', 'change', 'later', 'same']);
    expect(countOutcomes(rows)).toEqual({ 'left-out': 1, change: 1, later: 1, same: 1 });
  });

  test.each([
    [conflict('SHEET_BAD_VALUE', { line: 2, what: 'MAC', value: 'zz' }), 'mac'],
    [conflict('SHEET_TWICE', { line: 2, other: 3, what: 'address', value: '10.0.0.1' }), 'address'],
    [conflict('SHEET_TAKEN', { line: 2, what: 'name', value: 'n', mac: MAC }), 'name'],
    [conflict('SHEET_NO_PROFILE', { line: 2, profile: 'x' }), 'profile'],
    [conflict('SHEET_OTHER_SERIAL', { line: 2, mac: MAC, serial: 'S' }), 'serial'],
    [conflict('SHEET_UNDER_WAY', { line: 2, mac: MAC }), 'profile'],
    [conflict('SHEET_ROW_NO_KEY', { line: 2 }), 'mac'],
    [conflict('SETTING_INVALID', { key: 'timezone', detail: 'no' }), 'timezone'],
  ])('with the conflict $code is marked in its cell', (one, cell) => {
    expect([...cellsAtFault({ conflicts: [one] })]).toEqual([cell]);
  });

  test('says what its machine has now', () => {
    const machine = fakeMachine(MAC, 0, {
      name: 'old',
      reserved: '10.0.0.1',
      profile: 'p1',
      note: 'n',
      settings: { rack: '4' },
    });
    const nameOf = (id: string) => `name of ${id}`;
    const cells = ['name', 'address', 'profile', 'note', 'rack', 'zone'];
    expect(cells.map((cell) => valueBefore(cell, machine, nameOf))).toEqual([
      'old',
      '10.0.0.1',
      'name of p1',
      'n',
      '4',
      null,
    ]);
    expect(valueBefore('name', undefined, nameOf)).toBeNull();
  });
});

test('rows that erase disks are those that give a machine another profile which does', () => {
  const profiles = [
    { id: 'web', erases: true, purpose: 'install' as const },
    { id: 'live', erases: false, purpose: 'run' as const },
  ];
  const rows = [
    row({ line: 2, profile: 'web', changes: ['profile'] }),
    row({ line: 3, profile: 'web', changes: ['name'] }),
    row({ line: 4, profile: 'live', changes: ['profile'] }),
    row({
      line: 5,
      profile: 'web',
      changes: ['profile'],
      conflicts: [conflict('SHEET_UNDER_WAY', { line: 5, mac: MAC })],
    }),
  ];
  expect(erasingRows(rows, profiles).map(({ line }) => line)).toEqual([2]);
});

test('a value that could not be used stands in its cell as it was written', () => {
  const wrong = row({
    conflicts: [conflict('SHEET_BAD_VALUE', { line: 2, what: 'MAC', value: 'zz' })],
    mac: null,
  });
  expect(['mac', 'name'].map((cell) => textOfCell(cell, wrong, String))).toEqual(['zz', '']);
});

test('variables are columns in the order they are met', () => {
  expect(variablesOf([row({ variables: { b: '1' } }), row({ variables: { a: '2', b: '3' } })])).toEqual([
    'b',
    'a',
  ]);
});

test('a job sheet is known by the end of its name', () => {
  expect(['rack.XLSX', 'rack.csv', 'debian.iso', 'disk.img'].map((name) => isSheet({ name }))).toEqual([
    true,
    true,
    false,
    false,
  ]);
});
