import { describe, expect, test } from 'vitest';
import type { EventView, MachineView } from '../../core/api/contract.ts';
import { problem } from '../../core/errors.ts';
import { SETTINGS } from '../../core/images/setting-rules.ts';
import { formatBytes, formatClock } from '../../renderer/components/format.ts';
import { reachedBy } from '../../renderer/screens/machines/table-keys.ts';
import { isHarmless, isOneByOne } from '../../renderer/state/assignment.ts';
import { type CableChoice, cableOf } from '../../renderer/state/cable.ts';
import { preferredInterface, suggestAddress } from '../../renderer/state/choose-cable.ts';
import { condense } from '../../renderer/state/condense.ts';
import { sameDeed } from '../../renderer/state/doing.ts';
import { groupEntries } from '../../renderer/state/grouping.ts';
import { deedOf, fitting, installOf } from '../../renderer/state/machine-deeds.ts';
import { isTold, troubleOf } from '../../renderer/state/machine-trouble.ts';
import {
  countStates,
  figuresOf,
  makeOf,
  matches,
  modelOf,
  sortMachines,
} from '../../renderer/state/machine-view.ts';
import { findingsOf } from '../../renderer/state/preview.ts';
import { changedSettings, countSet, fieldsOf } from '../../renderer/state/profile-form.ts';
import { inRackOrder, moved } from '../../renderer/state/rack.ts';
import { coalesce } from '../../renderer/state/refresh.ts';
import { between, type Proposal } from '../../renderer/state/selection.ts';
import { suggestProfileName } from '../../renderer/state/suggest-name.ts';
import { oneText } from '../../renderer/state/support-bundle.ts';
import { speeds } from '../../renderer/state/throughput.ts';
import { machineEn, machinesEn } from '../../renderer/text/machines.en.ts';
import { settingsEn } from '../../renderer/text/settings.en.ts';
import { settingsZhCn } from '../../renderer/text/settings.zh-CN.ts';
import { busyState, fakeMachine, stuckWith } from '../support/fake-scenarios.ts';

const now = 1_790_000_000_000;
const { interfaces, machines, profiles } = busyState(now);
const choice: CableChoice = {
  name: null,
  address: null,
  mode: 'full-dhcp',
  range: '',
  defaultProfile: null,
  insistedOn: null,
};

describe('the cable', () => {
  test('prefers a wired interface with link that is not the way to the internet', () => {
    expect(preferredInterface(interfaces)?.name).toBe('enp3s0');
    expect(preferredInterface(interfaces.slice(0, 1))).toBeNull();
  });

  test('asks for a mode that is not the usual one, and for no range in it', () => {
    const beside: CableChoice = { ...choice, name: 'enp3s0', mode: 'proxy-dhcp', range: 'what?' };
    expect(cableOf(interfaces, beside).request).toEqual({ interface: 'enp3s0', mode: 'proxy-dhcp' });
    expect(cableOf(interfaces, { ...beside, mode: 'full-dhcp' }).request).toBeNull();
  });

  test('refuses a wireless interface until it is insisted on', () => {
    const chosen = { ...choice, name: 'wlp2s0' };
    expect(cableOf(interfaces, chosen)).toMatchObject({ refused: true, request: null });
    expect(cableOf(interfaces, { ...chosen, insistedOn: 'wlp2s0' }).request).toEqual({
      interface: 'wlp2s0',
      insist: true,
    });
    expect(cableOf(interfaces, { ...chosen, insistedOn: 'enp3s0' }).request).toBeNull();
  });

  test('asks to set a free private address where there is none', () => {
    expect(suggestAddress(interfaces)).toBe('10.78.0.1/24');
    const bare = cableOf(interfaces, {
      ...choice,
      name: 'enx00e04c680001',
      range: '10.78.0.10 - 10.78.0.20',
    });
    expect(bare.request).toEqual({
      interface: 'enx00e04c680001',
      address: '10.78.0.1/24',
      range: '10.78.0.10-10.78.0.20',
    });
  });

  test('does not start with an address or range that is none', () => {
    expect(cableOf(interfaces, { ...choice, range: '10.77.0.100' }).request).toBeNull();
    expect(
      cableOf(interfaces, { ...choice, name: 'enx00e04c680001', address: '10.78.0.1' }).request,
    ).toBeNull();
  });
});

describe('machines', () => {
  test('are counted by the word that the engine has for them', () => {
    expect(countStates(machines)).toEqual({
      queued: 0,
      held: 0,
      gone: 0,
      new: 1,
      waiting: 4,
      booting: 1,
      installing: 11,
      running: 0,
      installed: 4,
      local: 1,
      stuck: 1,
      failed: 1,
    });
  });

  test('that say nothing of themselves are called after their network card', () => {
    const card = fakeMachine('00:1b:21:00:00:01', now, { vendor: 'Intel Corporate' });
    expect(makeOf(card, machinesEn)).toBe('card by Intel Corporate');
    expect(makeOf({ ...card, vendor: null }, machinesEn)).toBe('model not known yet');
    expect(makeOf({ ...card, product: 'NUC' }, machinesEn)).toBe('NUC');
    expect(matches({ ...card, note: 'loose cable' }, { text: 'loose', state: null }, '')).toBe(true);
  });

  test.each([
    [
      'the time left, the speed and the step of one that installs',
      { secondsLeft: 61, speed: 11e6, stage: 'packages' },
      ['2 min left', '11.0 MB/s', 'packages'],
    ],
    ['what was fetched where neither is known', { stage: 'kernel', bytes: 12e6 }, ['kernel', '12.0 MB']],
    [
      'the place of one that queues',
      { state: 'waiting' as const, shown: 'queued' as const, ahead: 3 },
      ['3 before it'],
    ],
    [
      'that the next boot ends at its disk',
      { state: 'waiting' as const, skip: true },
      ['next boot: own disk'],
    ],
  ])('say %s', (_, facts, said) => {
    const machine = fakeMachine('52:54:00:00:00:01', now, { state: 'installing', ...facts });
    expect(figuresOf(machine, { ...machinesEn, stages: machineEn.stages })).toEqual(said);
  });

  test('in trouble say so: the engine’s finding first, else the words of their installer', () => {
    const machine = fakeMachine('52:54:00:00:00:01', now);
    const diagnosis = stuckWith('STUCK_MAC_SHARED', { identities: 'a, b' });
    expect([isTold(machine), troubleOf(machine)]).toEqual([false, null]);
    expect(troubleOf({ ...machine, diagnosis, problem: 'no disk' })).toEqual({
      level: 'stuck',
      problem: diagnosis,
    });
    expect(troubleOf({ ...machine, problem: 'no disk' })).toEqual({ level: 'failed', sentence: 'no disk' });
    expect(isTold({ ...machine, diagnosis: diagnosis && { ...diagnosis, level: 'note' } })).toBe(false);
  });

  test('are found by every word, a MAC with or without colons', () => {
    const found = (text: string) => machines.filter((one) => matches(one, { text, state: null }, '')).length;
    expect(found('r640 4f2k35s')).toBe(1);
    expect(found('3cecef1000a1')).toBe(1);
    expect(found('r640 thinksystem')).toBe(0);
    expect(machines.filter((one) => matches(one, { text: '', state: 'failed' }, '')).length).toBe(1);
  });

  test('stand in the order they appeared, or by address as numbers', () => {
    const address = (mac: string, last: number) => fakeMachine(mac, now, { address: `10.77.0.${last}` });
    const rows = [address('52:54:00:00:00:01', 100), address('52:54:00:00:00:02', 99)];
    const sorted = sortMachines(rows, { key: 'address', up: true }, () => '');
    expect(sorted.map((one) => one.address)).toEqual(['10.77.0.99', '10.77.0.100']);
  });

  test.each([
    ['Dell Inc.', 'PowerEdge R640', 'Dell PowerEdge R640'],
    ['HP', 'HP EliteBook 840', 'HP EliteBook 840'],
    ['QEMU', null, 'QEMU'],
    [null, null, null],
  ])('%s and %s are called %s', (manufacturer, product, model) => {
    expect(modelOf(fakeMachine('52:54:00:00:00:01', now, { manufacturer, product }))).toBe(model);
  });
});

test('a timeline says what repeats once, with its latest figures', () => {
  const event = (id: number, kind: EventView['kind'], detail: EventView['detail']): EventView => ({
    id,
    at: now + id,
    mac: '52:54:00:00:00:01',
    kind,
    detail,
  });
  const lines = condense([
    event(1, 'installing', { stage: 'packages', bytes: 1 }),
    event(2, 'installing', { stage: 'packages', bytes: 2 }),
    event(3, 'installing', { stage: 'finish', bytes: 3 }),
    event(4, 'finished', {}),
  ]);
  expect(lines.map(({ id, times, to }) => [id, times, to - now])).toEqual([
    [1, 2, 2],
    [3, 1, 3],
    [4, 1, 4],
  ]);
  expect(lines[0]?.event.detail.bytes).toBe(2);
});

describe('the profile editor', () => {
  const profile = profiles[0] ?? { settings: {}, defaults: {} };

  test('shows a secret as set, never its hash, and unknown keys by their name', () => {
    const { main, more } = fieldsOf(profile);
    const people = main.find(({ group }) => group === 'people')?.fields ?? [];
    expect(people.find(({ key }) => key === 'root_password')).toMatchObject({
      secret: true,
      isSet: true,
      value: '',
    });
    expect(more.find(({ group }) => group === 'other')?.fields.map(({ key }) => key)).toEqual(['rack']);
    expect(countSet(more)).toBe(1);
    expect(JSON.stringify([main, more])).not.toContain('$6$');
  });

  test('takes for a secret what the engine hides, and nothing else by its name', () => {
    const settings = { site_passphrase: '(hidden)', secretary: 'Anna' };
    const fields = fieldsOf({ settings, defaults: {} }).more.flatMap((group) => group.fields);
    expect(fields.map(({ key, secret, value }) => [key, secret, value])).toEqual([
      ['secretary', false, 'Anna'],
      ['site_passphrase', true, ''],
    ]);
  });

  test('knows every setting of the engine by a label, in both languages', () => {
    const keys = Object.keys(SETTINGS).filter((key) => !key.endsWith('_hash'));
    for (const { labels } of [settingsEn, settingsZhCn])
      expect(keys.filter((key) => !(key in labels))).toEqual([]);
  });

  test('puts a finding where the technician can mend it', () => {
    const same = { side: 'same' as const, text: 'b', templateLine: 2, line: 3 };
    const one = { level: 'error' as const, problem: { ...problem('LINT_QUOTE_OPEN'), params: {} } };
    const file = {
      name: 'ks.cfg',
      text: '',
      difference: [same],
      findings: [
        { ...one, line: 3 },
        { ...one, line: 9 },
      ],
    };
    const found = findingsOf({
      hostname: '',
      start: { possible: true, way: null, needsMiB: null, hasMiB: null, because: '' },
      problem: null,
      findings: [{ ...one, line: null }],
      files: [file],
    });
    expect(found.map(({ file: name, at }) => [name, at])).toEqual([
      [null, null],
      ['ks.cfg', 2],
      ['ks.cfg', 9],
    ]);
  });

  test('sends only what differs; an empty text takes a setting back', () => {
    const edited = { timezone: '', locale: '', packages: 'openssh-server nginx', root_password: 'new' };
    expect(changedSettings(edited, profile.settings)).toEqual({ timezone: '', root_password: 'new' });
  });
});

test('a profile is named after system and version, and numbered when that is taken', () => {
  const image = { name: 'Debian 13.7 "trixie"', version: '13.7' };
  expect(suggestProfileName(image, [])).toBe('Debian 13.7');
  expect(suggestProfileName(image, [{ name: 'debian 13.7' }])).toBe('Debian 13.7 (2)');
});

test('speed is bytes over time, and nothing when the counter starts again', () => {
  const samples = [
    { at: 0, bytes: 0 },
    { at: 2000, bytes: 200 },
    { at: 4000, bytes: 0 },
  ];
  expect(speeds(samples)).toEqual([100, 0]);
});

test('figures are short', () => {
  expect([0, 999, 1000, 426_770_432, 12_905_873_408].map(formatBytes)).toEqual([
    '0 B',
    '999 B',
    '1.00 kB',
    '427 MB',
    '12.9 GB',
  ]);
  expect([4_000, 3_604_000].map(formatClock)).toEqual(['00:04', '1:00:04']);
});

describe('the table', () => {
  const nameOf = ({ profile }: (typeof machines)[number]) => profile ?? '';

  test('stands under headings in the order of a job, each with its machines', () => {
    const entries = groupEntries(machines, 'state', nameOf);
    const heads = entries.flatMap((entry) =>
      entry.kind === 'group' ? [[entry.group.state, entry.group.macs.length]] : [],
    );
    expect(heads).toEqual([
      ['new', 1],
      ['waiting', 4],
      ['booting', 1],
      ['installing', 11],
      ['installed', 4],
      ['local', 1],
      ['stuck', 1],
      ['failed', 1],
    ]);
    expect(entries).toHaveLength(machines.length + heads.length);
  });

  test('puts what nobody has named last', () => {
    const entries = groupEntries(machines, 'profile', nameOf);
    expect(entries.flatMap((entry) => (entry.kind === 'group' ? [entry.group.name] : []))).toEqual([
      'storage',
      'web-node',
      null,
    ]);
    expect(groupEntries(machines, 'none', nameOf)).toHaveLength(machines.length);
  });

  test('Shift ticks everything between two rows, whichever stands first', () => {
    const order = ['a', 'b', 'c', 'd'];
    expect(between(order, 'd', 'b')).toEqual(['b', 'c', 'd']);
    expect(between(order, 'a', 'a')).toEqual(['a']);
    expect(between(order, 'gone', 'b')).toEqual(['b']);
  });

  test('keys go from row to row and stop at the ends', () => {
    const reached = (key: string, at: number) => reachedBy(key, at, 30);
    expect([reached('ArrowDown', 29), reached('ArrowUp', 0)]).toEqual([29, 0]);
    expect([reached('PageDown', 3), reached('PageUp', 3), reached('End', 3)]).toEqual([15, 0, 29]);
    expect(reached('x', 3)).toBeNull();
  });
});

describe('the rack', () => {
  test('keeps the order it was given, newcomers below as they appeared', () => {
    const [first, second, third] = machines.slice(0, 3).map(({ mac }) => mac);
    const order = [third ?? '', first ?? ''];
    expect(inRackOrder(machines.slice(0, 3), order).map(({ mac }) => mac)).toEqual([third, first, second]);
  });

  test('moves a unit to the place of another, downwards and upwards', () => {
    expect(moved(['a', 'b', 'c'], 'a', 'b')).toEqual(['b', 'a', 'c']);
    expect(moved(['a', 'b', 'c'], 'c', 'a')).toEqual(['c', 'a', 'b']);
    expect(moved(['a', 'b', 'c'], 'a', 'gone')).toEqual(['a', 'b', 'c']);
  });
});

describe('what can be done with machines', () => {
  const made = (state: MachineView['state'], profile: string | null) =>
    fakeMachine('52:54:00:12:34:56', now, { state, profile });

  test('install means again for those that have come to an end, and else first a profile', () => {
    expect(installOf([made('installed', 'web'), made('failed', 'web')])).toBe('reinstall');
    expect(installOf([made('installed', 'web'), made('waiting', null)])).toBe('choose');
    expect(installOf([])).toBe('choose');
  });

  test('is asked before it erases or breaks off, and done at once where it disturbs nobody', () => {
    const harmless = (asked: Proposal, ...all: MachineView[]) => isHarmless(asked, all, profiles);
    const wait: Proposal = { kind: 'unassign', macs: [] };
    expect(harmless(wait, made('waiting', 'web-node'))).toBe(true);
    expect(harmless(wait, made('waiting', 'web-node'), made('installing', 'web-node'))).toBe(false);
    expect(harmless({ kind: 'forget', macs: [] }, made('installing', 'web-node'))).toBe(false);
    const assign = (profile: string): Proposal => ({ kind: 'assign', macs: [], profile });
    expect(harmless(assign('web-node'), made('waiting', null))).toBe(false);
    expect(harmless(assign('nobody-knows'), made('waiting', null))).toBe(false);
    expect(harmless(assign('local-disk'), made('waiting', null))).toBe(true);
    expect(harmless(assign('local-disk'), made('installing', 'web-node'))).toBe(false);
    expect(harmless({ kind: 'confirm', macs: [] }, made('waiting', 'web-node'))).toBe(false);
  });

  test('several are confirmed one by one where the policy says so', () => {
    const policy = { paused: false, most: null, confirm: 'per-machine', running: 0, waiting: 0 } as const;
    const [one, two] = [made('waiting', 'web-node'), made('waiting', 'web-node')];
    expect(isOneByOne(policy, [one])).toBe(false);
    expect(isOneByOne(policy, [one, two])).toBe(true);
    expect(isOneByOne({ ...policy, confirm: 'once-per-batch' }, [one, two])).toBe(false);
  });

  test('is meant for those that it fits; one key holds, and lets go where all are held', () => {
    const [free, held] = [made('waiting', null), { ...made('waiting', 'web'), held: true, mac: 'held' }];
    expect(deedOf('h', [free, held])).toEqual({ deed: 'hold', macs: [free.mac] });
    expect(deedOf('h', [held])).toEqual({ deed: 'release', macs: ['held'] });
    expect(deedOf('u', [free, held])).toEqual({ deed: 'unassign', macs: ['held'] });
    expect(deedOf('c', [free, held])).toBeNull();
    expect(fitting('wake', [made('installing', 'web'), free])).toEqual([free.mac]);
  });

  test('is taken back only when the engine kept that very deed', () => {
    const done = { kind: 'unassign', macs: ['a', 'b'] };
    expect(sameDeed(done, 'unassign', ['b', 'a'])).toBe(true);
    expect(sameDeed(done, 'assign', ['b', 'a'])).toBe(false);
    expect(sameDeed(done, 'unassign', ['a'])).toBe(false);
    expect(sameDeed(undefined, 'unassign', ['a'])).toBe(false);
  });
});

describe('a list that changes all the time', () => {
  test('is read at once, and then again after the reading that is under way, never two at a time', async () => {
    const readings: (() => void)[] = [];
    const ask = coalesce(() => new Promise<void>((resolve) => readings.push(resolve)), 0);
    ask();
    ask();
    ask();
    expect(readings).toHaveLength(1);
    readings[0]?.();
    await expect.poll(() => readings.length).toBe(2);
    readings[1]?.();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(readings).toHaveLength(2);
  });

  test('goes on after a reading that failed', async () => {
    let count = 0;
    const ask = coalesce(async () => {
      count += 1;
      throw new Error('gone');
    }, 0);
    ask();
    ask();
    await expect.poll(() => count).toBe(2);
  });
});

test('a support bundle as one text has a heading for each file, and leaves out what is empty', () => {
  expect(oneText({ 'summary.txt': 'state: stuck\n', 'syslog.txt': '\n' })).toBe(
    '## summary.txt\n\n```\nstate: stuck\n```\n',
  );
});
