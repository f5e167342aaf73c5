import { describe, expect, it } from 'vitest';
import { readTable, writeCsv, writeXlsx } from '../../core/host/spreadsheets.ts';
import { linkBudget } from '../../core/jobs/link-budget.ts';
import { planSheet, type SheetMachine, type World } from '../../core/jobs/plan-sheet.ts';
import { rackNames } from '../../core/jobs/rack-names.ts';
import { readSheet } from '../../core/jobs/sheet.ts';

const [A, B] = ['52:54:00:00:00:01', '52:54:00:00:00:02'];
const HEADING = ['Serial No.', 'MAC address', 'Hostname', 'IP', 'Profile', 'Time zone'];

const machine = (more: Partial<SheetMachine> = {}): SheetMachine => ({
  mac: A,
  serial: '4F2K91',
  name: null,
  reserved: null,
  profile: null,
  underWay: false,
  ...more,
});
const world = (...machines: SheetMachine[]): World => ({
  machines,
  profile: (text) => (text === 'Web node' || text === 'web' ? 'web' : undefined),
  setting: () => null,
});
const planned = (rows: string[][], ...machines: SheetMachine[]) =>
  planSheet(readSheet([HEADING, ...rows]).rows, world(...machines)).map(
    ({ mac, profile, changes, conflicts }) => ({
      mac,
      profile,
      changes,
      conflicts: conflicts.map(({ code }) => code),
    }),
  );

describe('a job sheet', () => {
  it('changes a note or a variable only where the machine has another', () => {
    const sheet = readSheet([
      ['MAC', 'Note', 'timezone'],
      [A, 'check the fan', 'Etc/UTC'],
    ]);
    const changesOf = (one: SheetMachine) => planSheet(sheet.rows, world(one)).map(({ changes }) => changes);
    expect(changesOf(machine({ note: 'check the fan', settings: { timezone: 'Etc/UTC' } }))).toEqual([[]]);
    expect(changesOf(machine({ note: 'none' }))).toEqual([['note', 'timezone']]);
  });

  it('is read by its headings, variables included', () => {
    const { rows } = readSheet([
      HEADING,
      ['4F2K91', '52-54-00-00-00-01', 'node-1', '10.77.0.5', 'web', 'Europe/Berlin'],
      ['', ''],
    ]);
    expect(rows).toEqual([
      {
        line: 2,
        mac: A,
        serial: '4F2K91',
        name: 'node-1',
        address: '10.77.0.5',
        profile: 'web',
        note: null,
        variables: { time_zone: 'Europe/Berlin' },
        problems: [],
      },
    ]);
  });

  it.each([['52:54:00:AB:CD:EF'], ['5254.00ab.cdef'], ['525400abcdef'], ['52 54 00 ab cd ef']])(
    'reads a MAC such as %s',
    (text) => {
      expect(readSheet([['mac'], [text]]).rows[0]?.mac).toBe('52:54:00:ab:cd:ef');
    },
  );

  it.each<[string, string[][], string]>([
    [
      'has no column that says who',
      [
        ['Colour', 'Name'],
        ['red', 'x'],
      ],
      'SHEET_NO_KEY',
    ],
    ['has no rows', [['MAC'], ['']], 'SHEET_EMPTY'],
  ])('that %s says so', (_, table, code) => {
    expect(readSheet(table).problems.map((one) => one.code)).toEqual([code]);
  });

  it.each<[string, string[][], SheetMachine[], object[]]>([
    [
      'a machine that is there, by its serial',
      [['4f2k91', '', 'node-1', '', 'Web node']],
      [machine()],
      [{ mac: A, profile: 'web', changes: ['name', 'profile'], conflicts: [] }],
    ],
    [
      'nothing that is so already',
      [['4F2K91', '', 'node-1']],
      [machine({ name: 'node-1' })],
      [{ mac: A, profile: null, changes: [], conflicts: [] }],
    ],
    [
      'a machine that has not come',
      [['X9', '', 'node-9']],
      [machine()],
      [{ mac: null, profile: null, changes: ['name'], conflicts: [] }],
    ],
    [
      'a row without a key',
      [['', '', 'node-1']],
      [],
      [{ mac: null, profile: null, changes: ['name'], conflicts: ['SHEET_ROW_NO_KEY'] }],
    ],
    [
      'bad values',
      [['S', 'nonsense', 'no name!', '10.0.0.300']],
      [],
      [
        {
          mac: null,
          profile: null,
          changes: ['name', 'address'],
          conflicts: ['SHEET_BAD_VALUE', 'SHEET_BAD_VALUE', 'SHEET_BAD_VALUE'],
        },
      ],
    ],
    [
      'two rows with one name',
      [
        ['S1', '', 'node-1'],
        ['S2', '', 'NODE-1'],
      ],
      [],
      [
        { mac: null, profile: null, changes: ['name'], conflicts: ['SHEET_TWICE'] },
        { mac: null, profile: null, changes: ['name'], conflicts: ['SHEET_TWICE'] },
      ],
    ],
    [
      'a name that another machine has',
      [['S1', '', 'node-1']],
      [machine({ name: 'node-1' })],
      [{ mac: null, profile: null, changes: ['name'], conflicts: ['SHEET_TAKEN'] }],
    ],
    [
      'two machines that change names and addresses',
      [
        ['S1', '', 'node-2', '10.0.0.2'],
        ['S2', '', 'node-1', '10.0.0.1'],
      ],
      [
        machine({ mac: A, serial: 'S1', name: 'node-1', reserved: '10.0.0.1' }),
        machine({ mac: B, serial: 'S2', name: 'node-2', reserved: '10.0.0.2' }),
      ],
      [
        { mac: A, profile: null, changes: ['name', 'address'], conflicts: [] },
        { mac: B, profile: null, changes: ['name', 'address'], conflicts: [] },
      ],
    ],
    [
      'an address whose machine has a row that gives it none',
      [
        ['S1', '', '', '10.0.0.2'],
        ['S2', '', 'node-9'],
      ],
      [machine({ mac: A, serial: 'S1' }), machine({ mac: B, serial: 'S2', reserved: '10.0.0.2' })],
      [
        { mac: A, profile: null, changes: ['address'], conflicts: ['SHEET_TAKEN'] },
        { mac: B, profile: null, changes: ['name'], conflicts: [] },
      ],
    ],
    [
      'an address whose machine was to have another, by a row that is left out',
      [
        ['S1', '', '', '10.0.0.2'],
        ['S2', '', '', '10.0.0.3', 'nope'],
      ],
      [machine({ mac: A, serial: 'S1' }), machine({ mac: B, serial: 'S2', reserved: '10.0.0.2' })],
      [
        { mac: A, profile: null, changes: ['address'], conflicts: ['SHEET_TAKEN'] },
        { mac: B, profile: null, changes: ['address'], conflicts: ['SHEET_NO_PROFILE'] },
      ],
    ],
    [
      'a profile that is not there',
      [['4F2K91', '', '', '', 'nope']],
      [machine()],
      [{ mac: A, profile: null, changes: [], conflicts: ['SHEET_NO_PROFILE'] }],
    ],
    [
      'a MAC whose machine says another serial',
      [['OTHER', A]],
      [machine()],
      [{ mac: A, profile: null, changes: [], conflicts: ['SHEET_OTHER_SERIAL'] }],
    ],
    [
      'a machine that is being installed',
      [['', A, '', '', 'web']],
      [machine({ underWay: true })],
      [{ mac: A, profile: 'web', changes: ['profile'], conflicts: ['SHEET_UNDER_WAY'] }],
    ],
  ])('plans %s', (_, rows, machines, expected) => {
    expect(planned(rows, ...machines)).toEqual(expected);
  });
});

it('of ten times the rows takes no hundred times the looks', () => {
  // Counted, not timed: how often the plan looks at a machine.
  const looks = (count: number) => {
    let looked = 0;
    const machines = Array.from({ length: count }, (_, n) => {
      const one = machine({ mac: `52:54:00:00:${hex(n >> 8)}:${hex(n & 255)}`, serial: `S${n}` });
      const get = (of: SheetMachine, key: string | symbol) => {
        looked += 1;
        return of[key as keyof SheetMachine];
      };
      return new Proxy(one, { get });
    });
    const rows = machines.map((_, n) => [`S${n}`, '', `node-${n}`]);
    planSheet(readSheet([HEADING, ...rows]).rows, world(...machines));
    return looked;
  };
  const hex = (n: number) => n.toString(16).padStart(2, '0');
  expect(looks(1000)).toBeLessThan(15 * looks(100));
});

describe('a table in a file', () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  it.each([
    ['commas', 'mac,name\r\n525400000001,"a,b"\r\n'],
    ['semicolons and a mark', '\uFEFFmac;name\n525400000001;a,b\n'],
    ['tabs', 'mac\tname\n525400000001\ta,b\n'],
  ])('as CSV with %s', async (_, text) => {
    expect(await readTable(bytes(text), 'x.csv')).toEqual([
      ['mac', 'name'],
      ['525400000001', 'a,b'],
    ]);
  });

  it('as XLSX comes back as it was written', async () => {
    const rows = [
      ['Name', 'MB'],
      ['node-1', 12.5],
      ['节点', null],
    ] as const;
    const read = await readTable(await writeXlsx(rows, 'Machines'), 'x.xlsx');
    expect(read).toEqual([
      ['Name', 'MB'],
      ['node-1', '12.5'],
      ['节点', ''],
    ]);
  });

  it('that is none says so', async () => {
    const zip = new Uint8Array([0x50, 0x4b, 3, 4, 0, 0, 0]);
    for (const content of [zip, new Uint8Array([1, 0, 2, 0])])
      await expect(readTable(content, 'x')).rejects.toMatchObject({ problem: { code: 'SHEET_UNREADABLE' } });
  });

  const book = async (sheet: string, more: Record<string, Uint8Array> = {}) => {
    const { strToU8, unzipSync, zipSync } = await import('fflate');
    const files = unzipSync(await writeXlsx([['MAC'], [A]], 'x'));
    return zipSync({ ...files, 'xl/worksheets/sheet1.xml': strToU8(sheet), ...more });
  };
  const cells = (xml: string) => `<worksheet><sheetData>${xml}</sheetData></worksheet>`;
  it.each<[string, () => Promise<Uint8Array>, string]>([
    [
      'a few kilobytes that unpack to hundreds of megabytes',
      () => book(cells(''), { 'xl/sharedStrings.xml': new Uint8Array(200 << 20) }),
      '32 MiB',
    ],
    [
      'thousands of files',
      () => book('', Object.fromEntries(Array.from({ length: 1001 }, (_, n) => [`xl/${n}.bin`, bytes('')]))),
      '1000 files',
    ],
    ['a cell in the last row', () => book(cells('<row><c r="A1048576"/></row>')), 'row 20000'],
    ['a cell in the last column', () => book(cells('<row><c r="XFD1"/></row>')), 'column 256'],
    ['a place that hides behind a sign', () => book(cells('<row><c x=">" r="XFD1"/></row>')), 'column 256'],
    ['a place in other letters', () => book(cells('<row><c r="&#88;FD1"/></row>')), 'a place'],
    ['cells in comments', () => book(cells('<!-- <row> -->')), 'plain XML'],
    ['many cells', () => book(cells(`<row>${'<c/>'.repeat(300)}</row>`)), 'column 256'],
    ['many rows', async () => bytes(`mac\n${'525400000001\n'.repeat(6000)}`), '5000 rows'],
    ['a row without end', async () => bytes(`mac\n${'1,'.repeat(300_000)}`), 'at line 2'],
  ])('that is %s is refused before it costs much', async (_, make, detail) => {
    const content = await make();
    await expect(readTable(content, 'x')).rejects.toMatchObject({
      problem: { code: 'SHEET_UNREADABLE', params: { detail: expect.stringContaining(detail) } },
    });
  });

  it('as CSV is read by Excel as UTF-8', async () => {
    expect(new TextDecoder('utf-8', { ignoreBOM: true }).decode(await writeCsv([['a'], ['名']]))).toBe(
      '\uFEFFa\r\n名\r\n',
    );
  });
});

describe('names in rack order', () => {
  it.each([
    ['node-{01..03}', ['node-01', 'node-02', 'node-03']],
    ['n{9..11}', ['n9', 'n10', 'n11']],
    ['r{3..1}-top', ['r3-top', 'r2-top', 'r1-top']],
    ['web, db', ['web', 'db']],
    ['', []],
  ])('%s', (pattern, names) => {
    expect(rackNames(pattern)).toEqual(names);
  });
  it.each(['a{1..99999}', 'a,a', 'no_name'])('%s is refused', (pattern) => {
    expect(() => rackNames(pattern)).toThrow(/BAD_REQUEST|not in the form/);
  });
});

describe('the time for many machines', () => {
  const load = { bytes: 1.175e9, took: 600_000, linkMbps: 1000 };
  it('is that of one, as long as the link is not full', () => {
    expect(linkBudget({ ...load, machines: 2 })).toMatchObject({ together: 610_000 });
  });
  it('is that of the link, when it is', () => {
    expect(linkBudget({ ...load, machines: 200 }).together).toBe(2_590_000);
  });
  it('proposes batches that keep the link busy', () => {
    expect(linkBudget({ ...load, machines: 200 }).batch).toBe(60);
  });
});
