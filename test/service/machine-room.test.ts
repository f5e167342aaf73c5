/** What is done with machines, through the API as the window and the command line do it. */
import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ApiClient, createClient } from '../../core/api/client.ts';
import { createApi } from '../../core/api/server.ts';
import type { Assignment, Machine } from '../../core/images/machine.ts';
import { openTestEngine, type TestEngine } from '../support/engine.ts';

const [A, B, C] = ['52:54:00:00:00:01', '52:54:00:00:00:02', '52:54:00:00:00:03'];
const START = Date.UTC(2026, 10, 27, 10);

let test: TestEngine;
let app: FastifyInstance;
let call: ApiClient;
let now: number;

beforeEach(async () => {
  now = START;
  test = await openTestEngine({ clock: () => now });
  const token = 't';
  app = createApi(test.engine, { version: '1', token, port: () => 1 });
  call = createClient(async ({ method, url, body }) => {
    const headers = { host: 'localhost:1', authorization: `Bearer ${token}` };
    const json = body === undefined ? {} : { payload: body };
    const type = body === undefined ? {} : { 'content-type': 'application/json' };
    const answer = await app.inject({
      method: method as 'GET',
      url,
      headers: { ...headers, ...type },
      ...json,
    });
    return { status: answer.statusCode, text: answer.body };
  });
  const { id: image } = await call('importImage', { path: test.iso });
  await call('createProfile', { name: 'web', image });
  await call('createProfile', { name: 'db', image });
});
afterEach(async () => {
  await app.close();
  await test.close();
});

/** A machine asks for its script: what bears on it, and what rules choose. */
function asks(mac: string, facts: Partial<Machine> = {}) {
  const { machines, rules, gate } = test.engine;
  const machine = machines.sighted(mac, { firmware: 'bios', ...facts } as never);
  const assignment = machines.assignment(mac) ?? (rules.chooseFor(machine) as Assignment | undefined);
  const { circumstances, leave } = gate.enter(machine, assignment);
  leave();
  return { assignment, circumstances };
}
const tell = (
  mac: string,
  kind: 'script' | 'kernel' | 'initrd' | 'answers' | 'waiting' | 'finished',
  detail = {},
) => test.engine.hub.emit({ mac, kind, detail });
const machine = async (mac: string) => (await call('machines', {})).find((one) => one.mac === mac);

describe('rules', () => {
  it('choose for machines that nobody has chosen for, and what they chose waits to be confirmed', async () => {
    await call('addRule', { profile: 'web', selector: { product: 'PowerEdge*' } });
    await call('addRule', { profile: 'db', selector: { serial: 'DB*' }, armed: true });
    asks(A, { product: 'PowerEdge R640', serial: '1' });
    asks(B, { product: 'PowerEdge R640', serial: 'DB7' });
    asks(C, { product: 'NUC' });
    expect(await call('machines', {})).toMatchObject([
      { mac: A, profile: 'web', rule: 'rule-1', confirm: true, erases: true },
      { mac: B, profile: 'db', rule: 'rule-2', confirm: false },
      { mac: C, profile: null, confirm: false, erases: null },
    ]);
    expect(await call('confirm', { macs: [A] })).toMatchObject([{ mac: A, confirm: false }]);
    expect(await call('testRules', { mac: A })).toMatchObject([
      { rule: { id: 'rule-2' }, misses: 'serial' },
      { rule: { id: 'rule-1' }, misses: null },
    ]);
  });

  it('do not touch what the technician chose or took away', async () => {
    asks(A);
    await call('assign', { mac: A, profile: 'db' });
    await call('unassign', { mac: A });
    await call('addRule', { profile: 'web', selector: { mac: '52:54' } });
    expect(asks(A).assignment).toBeUndefined();
  });

  it('that ask nothing are refused', async () => {
    await expect(call('addRule', { profile: 'web', selector: {} })).rejects.toMatchObject({
      problem: { code: 'RULE_INVALID' },
    });
  });
});

describe('the technician', () => {
  it('must confirm each machine where the policy says so, however it was chosen', async () => {
    await call('changePolicy', { confirm: 'per-machine' });
    expect(await call('assign', { mac: A, profile: 'web' })).toMatchObject({ confirm: true });
    expect(await call('assign', { mac: B, profile: 'web', confirmed: true })).toMatchObject({
      confirm: false,
    });
    expect(await call('assign', { mac: C, profile: 'local-disk' })).toMatchObject({
      confirm: false,
      erases: false,
    });
  });

  it('must confirm an installation again as the policy says', async () => {
    await call('assignAll', { macs: [A, B], profile: 'web' });
    expect(await call('reinstall', { mac: A })).toMatchObject({ confirm: false });
    await call('changePolicy', { confirm: 'per-machine' });
    expect(await call('reinstall', { mac: A })).toMatchObject({ confirm: true });
    expect(await call('reinstall', { mac: B, confirmed: true })).toMatchObject({ confirm: false });
    expect(await call('assignAll', { macs: [B, C], profile: 'db', confirmed: true })).toMatchObject([
      { confirm: true },
      { confirm: true },
    ]);
  });

  it('holds, lets go and skips machines', async () => {
    asks(A);
    expect(await call('hold', { macs: [A] })).toMatchObject([{ shown: 'held', held: true }]);
    expect(asks(A).circumstances.held).toBe(true);
    expect(await call('release', { macs: [A] })).toMatchObject([{ shown: 'new', held: false }]);
    await call('skip', { macs: [A] });
    expect(asks(A).circumstances.skip).toBe(true);
  });

  it('takes back what was done, the latest first', async () => {
    asks(A);
    await call('changeMachine', { mac: A, name: 'node-1' });
    await call('assignAll', { macs: [A, B], profile: 'web' });
    expect((await call('done', {})).map(({ kind, macs }) => [kind, macs])).toEqual([
      ['assign', [A, B]],
      ['change', [A]],
    ]);
    expect(await call('undo', {})).toMatchObject({ restored: [A, B], kept: [] });
    expect(await machine(A)).toMatchObject({ profile: null, name: 'node-1' });
    expect(await machine(B)).toBeUndefined();
    await call('undo', {});
    expect(await machine(A)).toMatchObject({ name: null });
    await expect(call('undo', {})).rejects.toMatchObject({ problem: { code: 'UNDO_IMPOSSIBLE' } });
  });

  it('cannot take back what has begun or was changed since', async () => {
    asks(A);
    asks(B);
    await call('assignAll', { macs: [A, B], profile: 'web' });
    tell(A, 'script', { profile: 'web' });
    expect(await call('undo', {})).toMatchObject({
      restored: [B],
      kept: [{ mac: A, problem: { params: { detail: 'its installation has begun' } } }],
    });
  });

  it('gets a forgotten machine back with all that was known of it', async () => {
    asks(A, { serial: '4F2K91' });
    await call('assign', { mac: A, profile: 'web' });
    await call('forgetMachine', { mac: A });
    expect(await call('machines', {})).toEqual([]);
    await call('undo', {});
    expect(await machine(A)).toMatchObject({ profile: 'web', serial: '4F2K91', state: 'new' });
  });
});

describe('the queue', () => {
  it('lets so many install, and the next when one is done', async () => {
    await call('changePolicy', { most: 1 });
    await call('assignAll', { macs: [A, B, C], profile: 'web' });
    expect(asks(A).circumstances.ahead).toBe(0);
    tell(A, 'script', { profile: 'web' });
    expect([asks(B), asks(C)].map(({ circumstances }) => circumstances.ahead)).toEqual([1, 2]);
    expect(await call('policy', {})).toMatchObject({ most: 1, running: 1, waiting: 2 });
    expect(await machine(C)).toMatchObject({ ahead: 2 });
    test.engine.machines.finished(test.engine.machines.assignment(A) as never);
    expect([asks(C), asks(B)].map(({ circumstances }) => circumstances.ahead)).toEqual([1, 0]);
  });

  it('gives one free place to one of those that ask together', async () => {
    await call('changePolicy', { most: 1 });
    await call('assignAll', { macs: [A, B], profile: 'web' });
    const { machines, gate } = test.engine;
    const enter = (mac: string) =>
      gate.enter(machines.sighted(mac, { firmware: 'bios' }), machines.assignment(mac));
    const [first, second] = [enter(A), enter(B)];
    expect([first.circumstances.ahead, second.circumstances.ahead]).toEqual([0, 1]);
    first.leave();
    expect(enter(B).circumstances.ahead).toBe(0);
  });

  it('goes past a machine that was switched off before its installer ran', async () => {
    await call('changePolicy', { most: 1 });
    await call('assignAll', { macs: [A, B], profile: 'web' });
    asks(A);
    tell(A, 'script', { profile: 'web' });
    expect(asks(B).circumstances.ahead).toBe(1);
    now += 11 * 60_000;
    expect(asks(B).circumstances.ahead).toBe(0);
  });

  it('is left by a machine that was switched off', async () => {
    await call('changePolicy', { paused: true });
    await call('assign', { mac: A, profile: 'web' });
    expect(asks(A).circumstances).toMatchObject({ paused: true });
    expect((await call('policy', {})).waiting).toBe(1);
    now += 31_000;
    expect((await call('policy', {})).waiting).toBe(0);
  });
});

describe('progress', () => {
  it('knows no time the first time, and what is left from then on', async () => {
    const install = (mac: string) => {
      asks(mac);
      tell(mac, 'script', { profile: 'web' });
      now += 10_000;
      tell(mac, 'initrd', { bytes: 50e6, files: 2 });
      now += 40_000;
      tell(mac, 'answers', { profile: 'web', bytes: 50e6, files: 2 });
    };
    await call('assignAll', { macs: [A, B], profile: 'web' });
    install(A);
    expect(await machine(A)).toMatchObject({ secondsLeft: null, expected: null });
    now += 50_000;
    test.engine.machines.finished(test.engine.machines.assignment(A) as never);
    install(B);
    expect(await machine(B)).toMatchObject({
      state: 'installing',
      progress: 0.5,
      secondsLeft: 50,
      expected: { bytes: 50e6, files: 2, runs: 1 },
    });
  });
});

describe('a machine that stands still', () => {
  it('is said to be stuck, with the next step, once; and not any more when it goes on', async () => {
    asks(A, { serial: '4F2K91' });
    asks(A, { serial: '4F2K92' });
    test.engine.diagnoses.look();
    test.engine.diagnoses.look();
    expect(await machine(A)).toMatchObject({
      shown: 'stuck',
      diagnosis: { code: 'STUCK_MAC_SHARED', level: 'stuck', action: 'forget' },
    });
    const told = () =>
      test.engine.store.events.list({ mac: A, limit: 99 }).filter(({ kind }) => kind === 'diagnosed');
    expect(told()).toHaveLength(1);
    await call('forgetMachine', { mac: A });
    asks(A, { serial: '4F2K92' });
    test.engine.diagnoses.look();
    expect(await machine(A)).toMatchObject({ shown: 'new', diagnosis: null });
  });

  it('is gone when it does not ask any more', async () => {
    asks(A);
    tell(A, 'waiting');
    expect(await machine(A)).toMatchObject({ shown: 'waiting' });
    now += 61_000;
    expect(await machine(A)).toMatchObject({ shown: 'gone' });
  });
});

it('lines of syslog stand beside the machine whose address they come from', async () => {
  asks(A, { address: '10.77.0.100' } as never);
  const line = (text: string) => test.engine.syslog.note(new TextEncoder().encode(text), '10.77.0.100');
  line('<30>Nov 27 10:00:01 main-menu[210]: netcfg selected');
  line('<27>Nov 27 10:00:02 partman: no disk');
  test.engine.syslog.note(new TextEncoder().encode('<30>stranger: x'), '10.77.0.9');
  expect(await machine(A)).toMatchObject({ lastLine: 'partman: no disk' });
  const events = await call('events', { mac: A });
  expect(events.filter(({ kind }) => kind === 'syslog').map(({ detail }) => detail)).toEqual([
    { severity: 6, program: 'main-menu', text: 'netcfg selected' },
    { severity: 3, program: 'partman', text: 'no disk' },
  ]);
});

describe('lines of syslog', () => {
  const line = (text: string, address: string) =>
    test.engine.syslog.note(new TextEncoder().encode(text), address);
  const comes = (n: number) => {
    const address = `10.77.${n >> 8}.${n & 255}`;
    const mac = `52:54:00:00:${(n >> 8).toString(16).padStart(2, '0')}:${(n & 255).toString(16).padStart(2, '0')}`;
    asks(mac, { address } as never);
    return { mac, address };
  };

  it('are forgotten with their machine, and with the job that is closed', async () => {
    const { jobs, machines, handOvers, syslog } = test.engine;
    const [one, two] = [comes(1), comes(2)];
    line('<30>a: b', one.address);
    line('<30>a: b', two.address);
    await call('forgetMachine', { mac: one.mac });
    expect([syslog.lines(one.mac), syslog.last(two.mac)]).toEqual([[], 'a: b']);
    const { id } = jobs.current();
    jobs.close(id, await handOvers.collect(id), machines, true);
    expect([syslog.lines(two.mac), syslog.size]).toEqual([[], 0]);
  });

  it('are kept of one machine up to 64 KiB, the latest of them', () => {
    const { mac, address } = comes(1);
    for (let n = 0; n < 300; n++) line(`<30>a: ${n} ${'x'.repeat(380)}`, address);
    const kept = test.engine.syslog.lines(mac);
    expect(kept.at(-1)?.text).toMatch(/^299 /);
    expect(test.engine.syslog.size).toBeLessThanOrEqual(64 << 10);
    expect(kept.length).toBeGreaterThan(100);
  });

  it('are kept of all machines up to 16 MiB: who has been silent longest gives way', () => {
    const all = test.engine.store.together(() => Array.from({ length: 300 }, (_, n) => comes(n + 1)));
    // Told nobody: what is looked at is what is kept.
    test.engine.store.together(() => {
      for (const { address } of all)
        for (let n = 0; n < 160; n++) line(`<30>a: ${n} ${'x'.repeat(380)}`, address);
    });
    const { syslog } = test.engine;
    expect(syslog.size).toBeLessThanOrEqual(16 << 20);
    expect([syslog.last(all[0]?.mac ?? ''), syslog.last(all.at(-1)?.mac ?? '')]).toEqual([
      null,
      expect.stringMatching(/^a: 159 /),
    ]);
  });
});

it('the order of arrival is told apart even within one millisecond, and read for one machine alone', () => {
  const { machines, store } = test.engine;
  const macs = ['52:54:00:00:00:0b', '52:54:00:00:00:0a', '52:54:00:00:00:0c'];
  for (const mac of macs) asks(mac);
  const places = macs.map((mac) => store.machines.arrivedBefore(machines.known(mac)) + 1);
  expect(places).toEqual([2, 1, 3]);
});

it('a profile is not removed while a machine, a rule, a row that waits or serving names it', async () => {
  const refused = async () =>
    call('removeProfile', { id: 'web' }).then(
      () => null,
      (error: { problem: { code: string } }) => error.problem.code,
    );
  const row = (profile: string) => Buffer.from(`serial,profile\nS1,${profile}\n`).toString('base64');
  await call('assign', { mac: A, profile: 'web' });
  expect(await refused()).toBe('PROFILE_IN_USE');
  await call('unassign', { mac: A });
  const rule = await call('addRule', { selector: { serial: 'X' }, profile: 'web' });
  expect(await refused()).toBe('PROFILE_IN_RULE');
  await call('removeRule', { id: rule.id });
  await call('applySheet', { name: 'x.csv', content: row('web') });
  expect(await refused()).toBe('PROFILE_IN_SHEET');
  await call('applySheet', { name: 'x.csv', content: row('db') });
  // What is served again after a crash.
  test.engine.store.values.set('serving', JSON.stringify({ interface: 'eth0', defaultProfile: 'web' }));
  expect(await refused()).toBe('PROFILE_IS_DEFAULT');
  test.engine.store.values.set('serving', null);
  expect(await refused()).toBeNull();
});
