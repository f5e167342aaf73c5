/** Jobs, sheets, reports and bundles over a real store. */
import { unzipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestEngine, type TestEngine } from '../support/engine.ts';

const [A, B, C] = ['52:54:00:00:00:01', '52:54:00:00:00:02', '52:54:00:00:00:03'];
let test: TestEngine;
let now: number;

beforeEach(async () => {
  now = Date.UTC(2026, 10, 27, 10);
  test = await openTestEngine({ clock: () => now });
  const { id: image } = await test.engine.library.import(test.iso);
  test.engine.profiles.create({ name: 'web', image, settings: { wifi_token: 'hunter22' }, answers: null });
});
afterEach(() => test.close());

const sheet = (text: string) => new TextEncoder().encode(text);
/** A machine asks for its script. */
function comes(mac: string, serial: string) {
  const { machines, sheets } = test.engine;
  sheets.arrived(machines.sighted(mac, { serial }));
  return machines.get(mac);
}
function installs(mac: string) {
  const { machines, hub } = test.engine;
  hub.emit({ mac, kind: 'script', detail: { profile: 'web' } });
  now += 60_000;
  hub.emit({ mac, kind: 'answers', detail: { sha256: 'ab12', files: 3, bytes: 5e6 } });
  now += 60_000;
  machines.finished(machines.assignment(mac) as never);
}

it('a sheet names what is there, waits for what is not, and can be taken back', async () => {
  const { sheets, machines, undo } = test.engine;
  comes(A, 'S1');
  await sheets.apply('x.csv', sheet('serial,name,profile\nS1,node-1,web\nS2,node-2,web\nS3,no name!,web\n'));
  expect(machines.get(A)).toMatchObject({ name: 'node-1', profile: 'web' });
  expect(machines.assignment(A)?.confirmed).toBe(false);
  expect(comes(B, 's2')).toMatchObject({ name: 'node-2', profile: 'web' });
  expect(comes(C, 'S3')).toMatchObject({ name: null, profile: null });
  undo.undo();
  expect(machines.get(A)).toMatchObject({ name: null, profile: null });
});

it('a sheet lets two machines change their addresses', async () => {
  const { sheets, machines, undo } = test.engine;
  comes(A, 'S1');
  comes(B, 'S2');
  await sheets.apply('x.csv', sheet('serial,ip\nS1,10.77.0.11\nS2,10.77.0.12\n'));
  await sheets.apply('x.csv', sheet('serial,ip\nS1,10.77.0.12\nS2,10.77.0.11\n'));
  expect([A, B].map((mac) => machines.get(mac).reserved)).toEqual(['10.77.0.12', '10.77.0.11']);
  undo.undo();
  expect([A, B].map((mac) => machines.get(mac).reserved)).toEqual(['10.77.0.11', '10.77.0.12']);
});

it('a sheet that fails half-way leaves nothing of itself, and nobody is told of it', async () => {
  const { sheets, machines, store, hub } = test.engine;
  comes(A, 'S1');
  comes(B, 'S2');
  const before = structuredClone([A, B].map((mac) => machines.timeline(mac)));
  const told: string[] = [];
  hub.listen({ event: ({ kind }) => void told.push(kind) });
  const put = store.assignments.put;
  store.assignments.put = (one) => {
    if (one.mac === B) throw new Error('disk full');
    put(one);
  };
  const applied = sheets.apply('x.csv', sheet('serial,name,profile\nS1,node-1,web\nS2,,web\nS3,,web\n'));
  await expect(applied).rejects.toThrow('disk full');
  expect([A, B].map((mac) => machines.timeline(mac))).toEqual(before);
  expect(machines.get(A)).toMatchObject({ name: null, profile: null });
  expect([told, sheets.expected()]).toEqual([[], []]);
});

it('a sheet that is read again installs no finished machine again', async () => {
  const { sheets, machines } = test.engine;
  comes(A, 'S1');
  await sheets.apply('x.csv', sheet('serial,profile,note\nS1,web,first\n'), true);
  installs(A);
  await sheets.apply('x.csv', sheet('serial,profile,note\nS1,web,second\n'), true);
  expect(machines.assignment(A)?.phase).toBe('installed');
});

it('machines get names in the order they come', () => {
  const { jobs } = test.engine;
  jobs.change(jobs.current().id, { names: 'node-{01..02}' });
  expect([comes(B, 'S2'), comes(A, 'S1'), comes(C, 'S3'), comes(B, 'S2')].map(({ name }) => name)).toEqual([
    'node-01',
    'node-02',
    null,
    'node-01',
  ]);
});

it('a closed job keeps its report, and its machines come back when it is opened again', async () => {
  const { jobs, machines, handOvers } = test.engine;
  const { id } = jobs.create({ customer: 'Acme', site: 'Rack 4', technician: 'Ada' });
  comes(A, '=HYPERLINK("x")');
  machines.assign(A, 'web');
  installs(A);
  jobs.close(id, await handOvers.collect(id), machines, false);
  expect(machines.list()).toEqual([]);
  const report = await handOvers.of(id);
  expect(report.machines).toMatchObject([
    {
      mac: A,
      result: 'installed',
      answersSha256: 'ab12',
      imageSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    },
  ]);
  const text = async (format: 'csv' | 'html' | 'labels') =>
    new TextDecoder().decode((await handOvers.file(id, format)).content);
  expect(await text('csv')).toContain(`"'=HYPERLINK(""x"")"`);
  expect(await text('html')).toContain('Acme · Rack 4');
  expect(await text('labels')).toContain('<svg');
  expect((await handOvers.file(id, 'xlsx')).content.length).toBeGreaterThan(1000);
  jobs.reopen(id, machines);
  expect(machines.get(A)).toMatchObject({ profile: 'web', state: 'installed' });
});

it('a machine that was installing when its job was closed is asked about when that is opened again', async () => {
  const { jobs, machines, handOvers, hub } = test.engine;
  const { id } = jobs.current();
  comes(A, 'S1');
  machines.assign(A, 'web');
  hub.emit({ mac: A, kind: 'script', detail: { profile: 'web' } });
  hub.emit({ mac: A, kind: 'answers', detail: { sha256: 'ab12', files: 3, bytes: 5e6 } });
  jobs.close(id, await handOvers.collect(id), machines, true);
  jobs.reopen(id, machines);
  expect(machines.assignment(A)?.phase).toBe('unsure');
});

it('a job is not closed while a machine of it is being installed, unless that is insisted on', async () => {
  const { jobs, machines, handOvers, hub } = test.engine;
  const { id } = jobs.current();
  comes(A, 'S1');
  machines.assign(A, 'web');
  hub.emit({ mac: A, kind: 'script', detail: { profile: 'web' } });
  const report = await handOvers.collect(id);
  expect(() => jobs.close(id, report, machines, false)).toThrow(/still being installed/);
  expect(jobs.close(id, report, machines, true).closedAt).toBe(now);
});

it('a bundle has all that is known, and no secret', async () => {
  const { machines, bundles } = test.engine;
  comes(A, 'S1');
  machines.assign(A, 'web');
  installs(A);
  const files = unzipSync(await bundles.zip(A));
  const folder = `fieldboot-${A.replaceAll(':', '-')}`;
  expect(Object.keys(files).map((name) => name.replace(`${folder}/`, ''))).toEqual([
    'summary.txt',
    'machine.json',
    'events.txt',
    'dhcp-packets.txt',
    'syslog.txt',
    'boot.ipxe',
    'answers-preseed.cfg',
  ]);
  const all = Object.values(files)
    .map((content) => new TextDecoder().decode(content))
    .join('\n');
  expect(all).toContain('#!ipxe');
  expect(all).not.toContain(machines.assignment(A)?.token);
  expect(all).not.toContain('hunter22');
});

it('a bundle holds no secret of any profile, machine, sheet or installation, in no spelling', async () => {
  const { bundles, machines, hub, profiles, sheets, undo, library } = test.engine;
  const [{ id: image = '' } = {}] = await library.list();
  const settings = { join_secret: 'of/another profile' };
  profiles.create({ name: 'db', image, settings, answers: null });
  comes(A, 'S1');
  comes(B, 'S2');
  undo.doing('change', [B], () => machines.change(B, { settings: { api_key: 'of-another-machine' } }));
  undo.doing('change', [B], () => machines.change(B, { settings: { api_key: '' } }));
  await sheets.apply('x.csv', sheet('serial,join_token\nS9,of-a-row\n'));
  machines.assign(A, 'web');
  const token = machines.assignment(A)?.token ?? '';
  machines.reinstall(A);
  const hash = '$6$saltsalt$Zm9vYmFy/x.y';
  const lines = [
    'of/another profile',
    encodeURIComponent('of/another profile'),
    Buffer.from('user:of-another-machine').toString('base64'),
    'of-a-row',
    `/machines/${A}/${token}/preseed.cfg`,
    `/machines/${encodeURIComponent(A)}/${token}/preseed.cfg`,
    hash,
    hash.replaceAll('$', '\\$'),
    encodeURIComponent(hash),
    '$2b$10$N9qo8uLOickgx2ZMRZoMye',
    '$y$j9T$abc$def',
  ];
  for (const text of lines) hub.emit({ mac: A, kind: 'syslog', detail: { severity: 6, text } });
  const { 'events.txt': events = '' } = bundles.files(A);
  const said = events.split('\n').flatMap((line) => line.split('text=')[1] ?? []);
  expect(said).toHaveLength(lines.length);
  expect(said.filter((text) => !/^(?:[\w=]{0,8}\(hidden\)[\w=]{0,4}|.*TOKEN.*)$/.test(text))).toEqual([]);
});

it('the sum of a medium is made when a machine was installed from it, and a report need not wait for it', async () => {
  const { jobs, machines, handOvers } = test.engine;
  const { id } = jobs.current();
  comes(A, 'S1');
  machines.assign(A, 'web');
  expect(handOvers.sums(id)).toEqual([{ image: 'debian-13.7-amd64', sha256: null, making: null }]);
  expect((await handOvers.of(id, false)).machines).toMatchObject([{ imageSha256: null }]);
  expect(handOvers.makeSums(id)).toMatchObject([
    { making: { done: expect.any(Number), bytes: expect.any(Number) } },
  ]);
  // Whoever waits for a sum that is cancelled has a report without it.
  const waiting = handOvers.of(id);
  expect(handOvers.cancelSums(id)).toHaveLength(1);
  expect((await waiting).machines).toMatchObject([{ imageSha256: null }]);
  installs(A);
  await expect
    .poll(() => handOvers.sums(id))
    .toMatchObject([{ sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
});

describe('rows that wait for their machines', () => {
  const rows = 'serial,name,profile\nS1,node-1,web\nS2,node-2,web\n';

  it('are taken back with their sheet, those alone that it added', async () => {
    const { sheets, undo, machines } = test.engine;
    await sheets.apply('old.csv', sheet('serial,profile\nS9,web\n'), true);
    await sheets.apply('x.csv', sheet(rows), true);
    expect(sheets.expected()).toEqual(['S9', 'S1', 'S2']);
    expect(undo.undo()).toMatchObject({ done: { kind: 'sheet' }, restored: [] });
    expect(sheets.expected()).toEqual(['S9']);
    comes(A, 'S1');
    expect(machines.get(A)).toMatchObject({ name: null, profile: null });
  });

  it('are taken back although a machine that came meanwhile has begun', async () => {
    const { sheets, undo, machines, hub } = test.engine;
    comes(A, 'S1');
    await sheets.apply('x.csv', sheet(rows), true);
    hub.emit({ mac: A, kind: 'script', detail: { profile: 'web' } });
    expect(undo.undo()).toMatchObject({ restored: [], kept: [{ mac: A }] });
    expect([sheets.expected(), machines.get(A).profile]).toEqual([[], 'web']);
  });

  it('wait in their job alone: not when it is closed, and again when it is opened', async () => {
    const { sheets, jobs, machines, handOvers } = test.engine;
    const { id } = jobs.current();
    await sheets.apply('x.csv', sheet(rows), true);
    jobs.close(id, await handOvers.collect(id), machines, false);
    expect(comes(A, 'S1').profile).toBeNull();
    jobs.reopen(id, machines);
    expect(sheets.expected()).toEqual(['S1', 'S2']);
    await test.reopen();
    expect(test.engine.sheets.expected()).toEqual(['S1', 'S2']);
  });

  it('are waited for no more when the technician says so', async () => {
    const { sheets } = test.engine;
    await sheets.apply('x.csv', sheet(rows));
    expect(sheets.drop(({ serial }) => serial === 'S1')).toBe(1);
    expect(sheets.waiting()).toMatchObject([{ serial: 'S2', name: 'node-2', confirmed: false }]);
  });
});
