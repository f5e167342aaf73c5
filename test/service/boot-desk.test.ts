import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { estimateProgress, familyOf } from '../../core/images/families/index.ts';
import type { Asking } from '../../core/scripts/render.ts';
import { BootContexts } from '../../core/service/boot-contexts.ts';
import { BootDesk } from '../../core/service/boot-desk.ts';
import { Progress } from '../../core/service/progress.ts';
import { type DefaultProfile, Rules } from '../../core/service/rules.ts';
import { openTestEngine, type TestEngine } from '../support/engine.ts';

const MAC = '52:54:00:aa:bb:cc';
const FROM = { address: '10.77.0.100', door: 'http' } as const;
const WRONG = 'the token is not of this installation';
const FACTS = new Map([
  ['manufacturer', 'Dell Inc.'],
  ['product', 'PowerEdge R640'],
  ['serial', '4F2K91'],
  ['memory', '0020.0020..'],
  ['memoryext', '...'],
  ['platform', 'efi'],
  ['buildarch', 'x86_64'],
]);

let now: number;
let test: TestEngine;
let desk: BootDesk;
let progress: Progress;
let defaultProfile: DefaultProfile | null;
let logs: [mac: string, text: string][];
let holder: { lease: string | null; neighbour: string | null };

beforeEach(async () => {
  test = await openTestEngine();
  now = Date.now();
  defaultProfile = null;
  logs = [];
  holder = { lease: null, neighbour: null };
  const { hub, library, profiles, machines, store } = test.engine;
  progress = new Progress({
    hub,
    machines,
    clock: Date.now,
    survive: (work) => work(),
    familyOf: (id) => familyOf(store.images.get(id)?.family ?? ''),
    estimate: (_, family, done) => estimateProgress(family, done),
  });
  const { policy } = test.engine;
  const parts = { store, hub, clock: Date.now, machines, profiles, policy };
  const awaitsSerials = () => test.engine.sheets.expected().length > 0;
  const rules = new Rules({ ...parts, defaultProfile: () => defaultProfile, awaitsSerials });
  const base = () => 'http://10.77.0.1:8067';
  const nfs = () => ({ portMapper: true });
  const contexts = new BootContexts({ library, profiles, base, nfs, syslog: () => null });
  desk = new BootDesk({
    ...{ hub, library, profiles, machines, progress },
    laptop: 'laptop-7',
    clock: () => now,
    witnesses: { leaseHolder: () => holder.lease, neighbourAt: async () => holder.neighbour },
    base,
    contexts,
    logs: {
      keep: (mac, content) => {
        logs.push([mac, new TextDecoder().decode(content)]);
        return '/logs/one.tar.gz';
      },
    },
    arrived: (machine) => test.engine.sheets.arrived(machine),
    chooseFor: (machine, mute) => rules.chooseFor(machine, mute),
    enter: (machine, assignment) => test.engine.gate.enter(machine, assignment),
    secureLoaders: { underGrub: async (plan, _, __, asking) => ({ plan, asking }) },
    menu: () => null,
  });
  const image = await library.import(test.iso);
  profiles.create({ name: 'web', image: image.id, settings: { timezone: 'Europe/Berlin' }, answers: null });
  profiles.create({ name: 'db', image: image.id, settings: { timezone: 'Asia/Shanghai' }, answers: null });
});
afterEach(async () => {
  progress.close();
  await test.close();
});

const kinds = () => test.engine.store.events.list({ mac: MAC, limit: 100 }).map((event) => event.kind);
const state = () => test.engine.machines.get(MAC).state;
const token = () => test.engine.machines.assignment(MAC)?.token ?? '';

describe('a machine that asks for its script', () => {
  it('is discovered with its facts, waits, and says so once', async () => {
    const script = await desk.script(MAC, FACTS, FROM);
    await desk.script(MAC, FACTS, FROM);
    expect(script).toContain('laptop-7');
    expect(kinds()).toEqual(['discovered', 'waiting']);
    expect(test.engine.machines.get(MAC)).toMatchObject({
      manufacturer: 'Dell Inc.',
      product: 'PowerEdge R640',
      serial: '4F2K91',
      memoryMiB: 16384,
      firmware: 'uefi-x64',
      address: '10.77.0.100',
      state: 'waiting',
    });
  });

  it('goes on at its next question when it is assigned', async () => {
    await desk.script(MAC, FACTS, FROM);
    test.engine.machines.assign(MAC, 'web');
    const script = await desk.script(MAC, FACTS, FROM);
    expect(script).toContain('/images/debian-13.7-amd64/tree/netboot/linux');
    expect(script).toContain(`/machines/${MAC}/${token()}/preseed.cfg`);
    expect(state()).toBe('booting');
  });

  it('goes to its own disk with the profile that says so, which has no image', async () => {
    test.engine.machines.assign(MAC, 'local-disk');
    await desk.script(MAC, FACTS, FROM);
    expect(kinds()).toEqual(['assigned', 'discovered', 'local-boot']);
  });

  it('is sent to its disk again when it was to skip one boot and its firmware asks twice', async () => {
    test.engine.machines.assign(MAC, 'web');
    test.engine.machines.mark(MAC, { skip: true });
    await desk.script(MAC, FACTS, FROM);
    expect(await desk.script(MAC, FACTS, FROM)).not.toContain('netboot/linux');
    expect(kinds()).not.toContain('script');
  });

  it('is discovered also when it was expected', async () => {
    test.engine.machines.assign(MAC, 'web');
    expect(test.engine.machines.get(MAC)).toMatchObject({ firstSeen: 0, lastSeen: 0 });
    await desk.script(MAC, FACTS, FROM);
    expect(kinds()).toEqual(['assigned', 'discovered', 'script']);
  });

  it('gets the answers of its own profile, with the right token only', async () => {
    test.engine.machines.assign(MAC, 'web');
    const other = '52:54:00:00:00:02';
    test.engine.machines.assign(other, 'db');
    expect(await desk.file(MAC, token(), 'preseed.cfg', FROM)).toContain('Europe/Berlin');
    expect(await desk.file(MAC, 'wrong', 'preseed.cfg', FROM)).toBeNull();
    expect(await desk.file(other, token(), 'preseed.cfg', FROM)).toBeNull();
    expect(await desk.file(MAC, token(), 'other.cfg', FROM)).toBeNull();
    expect(state()).toBe('installing');
  });

  it('gets nothing of another machine, nor anything once it is installed, until it is armed again', async () => {
    test.engine.machines.assign(MAC, 'web');
    const first = token();
    const file = () => desk.file(MAC, first, 'preseed.cfg', FROM);
    holder = { lease: '52:54:00:00:00:02', neighbour: '52:54:00:00:00:02' };
    expect(await file()).toBeNull();
    holder = { lease: MAC, neighbour: null };
    expect(await file()).toContain('Europe/Berlin');
    desk.report(MAC, first, { state: 'finished', detail: new Map() });
    expect(await file()).toBeNull();
    test.engine.machines.reinstall(MAC);
    expect(await file()).toBeNull();
    expect(await desk.file(MAC, token(), 'preseed.cfg', FROM)).toContain('Europe/Berlin');
  });

  it('tells its disks, against which the rule of a profile is held from then on', async () => {
    test.engine.machines.assign(MAC, 'web');
    await desk.script(MAC, FACTS, FROM);
    const codes = () =>
      test.engine.previews.preview({ id: 'web', mac: MAC }).findings.map(({ problem }) => problem.code);
    expect(codes()).toEqual([]);
    const list = 'sda:937703088:0:samsung-mz7:s3z9,sdb:937703088:1:st480:,nonsense,../x:1:0::';
    desk.report(MAC, token(), { state: 'disks', detail: new Map([['list', list]]) });
    expect(test.engine.machines.known(MAC).disks?.map(({ name, solidState }) => [name, solidState])).toEqual([
      ['sda', true],
      ['sdb', false],
    ]);
    expect(codes()).toEqual(['LINT_DISK_SEVERAL']);
    test.engine.machines.change(MAC, { settings: { disk_pick: 'ssd' } });
    expect(codes()).toEqual([]);
  });

  it('boots from its disk after it finished, until it is told to install again', async () => {
    test.engine.machines.assign(MAC, 'web');
    await desk.script(MAC, FACTS, FROM);
    expect(desk.report(MAC, token(), { state: 'finished', detail: new Map() })).toBeNull();
    expect(state()).toBe('installed');
    expect(await desk.script(MAC, FACTS, FROM)).not.toContain('netboot/linux');
    expect(state()).toBe('local');
    const old = token();
    test.engine.machines.reinstall(MAC);
    expect(token()).not.toBe(old);
    expect(await desk.script(MAC, FACTS, FROM)).toContain('netboot/linux');
    expect(desk.report(MAC, old, { state: 'finished', detail: new Map() })).toBe(WRONG);
    expect(state()).toBe('booting');
  });

  it('does not install for ever when the end is never reported', async () => {
    test.engine.machines.assign(MAC, 'web');
    for (let boots = 1; boots <= 3; boots++) {
      expect(await desk.script(MAC, FACTS, FROM)).toContain('netboot/linux');
      await desk.file(MAC, token(), 'preseed.cfg', FROM);
    }
    expect(await desk.script(MAC, FACTS, FROM)).not.toContain('netboot/linux');
    expect(test.engine.machines.get(MAC)).toMatchObject({
      state: 'failed',
      problem: expect.stringContaining('without reporting'),
    });
    expect(desk.report(MAC, token(), { state: 'finished', detail: new Map() })).toBeNull();
    expect(state()).toBe('installed');
  });

  it('keeps a running installation when the same profile is chosen again', async () => {
    test.engine.machines.assign(MAC, 'web');
    const before = token();
    test.engine.machines.assign(MAC, 'web');
    expect(token()).toBe(before);
  });

  it('says on its screen why it cannot boot when the medium is gone', async () => {
    test.engine.machines.assign(MAC, 'web');
    rmSync(test.iso);
    const script = await desk.script(MAC, FACTS, FROM);
    expect(script).toContain('no longer at');
    expect(script).not.toContain('netboot/linux');
    expect(test.engine.machines.get(MAC).problem).toContain('no longer at');
  });

  it('says on its screen which boot file is missing, until it is brought', async () => {
    const initrd = join(test.folder, 'bootfiles/debian-installer/13/amd64/initrd.gz');
    const warnings = async () => (await test.engine.library.list()).flatMap((image) => image.warnings);
    const images = async () => (await warnings()).map(({ code }) => code);
    test.engine.machines.assign(MAC, 'web');
    const content = readFileSync(initrd);
    rmSync(initrd);
    const script = await desk.script(MAC, FACTS, FROM);
    expect(script).toContain(
      'Cannot start: The network installer of Debian 13.7 (amd64) is not on this laptop',
    );
    expect(script).not.toContain('netboot/linux');
    expect(test.engine.machines.get(MAC).problem).toContain('is not on this laptop');
    expect(await images()).toContain('NETBOOT_FILES_MISSING');
    const missing = await warnings();
    expect(missing.find(({ code }) => code === 'NETBOOT_FILES_MISSING')?.advice).toContain(
      'its package debian-installer-13-netboot-amd64 or the files debian-installer/13/amd64/initrd.gz in',
    );
    writeFileSync(initrd, content);
    expect(await desk.script(MAC, FACTS, FROM)).toContain('netboot/linux');
    expect(await images()).not.toContain('NETBOOT_FILES_MISSING');
  });

  it('says in a sentence that its loader failed', async () => {
    test.engine.machines.assign(MAC, 'web');
    await desk.script(MAC, FACTS, FROM);
    desk.report(MAC, token(), { state: 'failed', detail: new Map([['reason', 'loader']]) });
    expect(test.engine.machines.get(MAC).problem).toBe('The loader could not fetch or start the kernel.');
  });

  it('has no control characters in what it or its installer says', async () => {
    const bad = '\u001b]0;x\u0007\nroot';
    const shown = '\ufffd]0;x\ufffd\ufffdroot';
    const names = ['manufacturer', 'product', 'serial', 'uuid', 'cpu', 'buildarch'];
    const facts = new Map([...FACTS, ...names.map((name): [string, string] => [name, bad])]);
    await desk.script(MAC, facts, FROM);
    const { manufacturer, product, serial, uuid, cpu, arch } = test.engine.machines.get(MAC);
    expect([manufacturer, product, serial, uuid, cpu, arch]).toEqual(Array(6).fill(shown));
    test.engine.machines.assign(MAC, 'web');
    await desk.script(MAC, FACTS, FROM);
    desk.report(MAC, token(), { state: `stage/${bad}`, detail: new Map() });
    desk.report(MAC, token(), { state: 'failed', detail: new Map([['reason', bad]]) });
    expect(test.engine.machines.get(MAC)).toMatchObject({ stage: shown, problem: shown });
  });

  it('gets the default profile once, and not against the word of the technician', async () => {
    defaultProfile = { profile: 'db', confirmed: true };
    await desk.script(MAC, FACTS, FROM);
    expect(test.engine.machines.get(MAC).profile).toBe('db');
    test.engine.machines.unassign(MAC);
    expect(await desk.script(MAC, FACTS, FROM)).not.toContain('netboot/linux');
    expect(test.engine.machines.get(MAC)).toMatchObject({ profile: null, state: 'waiting' });
  });

  it('is told what keeps its row of a sheet from being carried out, and gets nothing else instead', async () => {
    const { sheets, machines } = test.engine;
    defaultProfile = { profile: 'db', confirmed: true };
    const rows = 'serial,name,address,profile\n4F2K91,node-1,10.77.0.50,web\n';
    await sheets.apply('x.csv', new TextEncoder().encode(rows), true);
    machines.change('52:54:00:00:00:99', { reserved: '10.77.0.50' });
    for (let time = 0; time < 3; time++)
      expect(await desk.script(MAC, FACTS, FROM)).not.toContain('netboot/linux');
    expect(machines.get(MAC)).toMatchObject({
      ...{ state: 'failed', profile: null, name: null },
      problem: expect.stringContaining('10.77.0.50'),
    });
    expect(kinds().filter((kind) => kind === 'failed')).toHaveLength(1);
    machines.change('52:54:00:00:00:99', { reserved: null });
    expect(await desk.script(MAC, FACTS, FROM)).toContain('netboot/linux');
    expect(machines.get(MAC)).toMatchObject({ name: 'node-1', reserved: '10.77.0.50', profile: 'web' });
  });

  it.each<[string, Asking, string]>([
    ['pxelinux, which tells nothing', { loader: 'pxelinux', fetching: 'http' }, 'waiting'],
    ['a GRUB by HTTP', { loader: 'grub', fetching: 'http', came: 'http' }, 'waiting'],
    ['a GRUB by TFTP', { loader: 'grub', fetching: 'http', came: 'tftp' }, 'booting'],
    ['iPXE', { loader: 'ipxe', fetching: 'http' }, 'booting'],
  ])('does not get the default profile before it is known who asks: %s', async (_, asking, expected) => {
    defaultProfile = { profile: 'db', confirmed: true };
    const rows = new TextEncoder().encode('serial,profile\nOTHER,web\n');
    await test.engine.sheets.apply('x.csv', rows, true);
    await desk.script(MAC, new Map([['uuid', 'u']]), FROM, asking);
    expect([state(), test.engine.machines.get(MAC).profile]).toEqual([
      expected,
      expected === 'waiting' ? null : 'db',
    ]);
    if (expected === 'waiting') {
      const [waiting] = test.engine.store.events.list({ mac: MAC, limit: 9 }).slice(-1);
      expect(waiting?.detail.reason).toContain('does not tell its serial');
      // The same machine once it has told who it is.
      await desk.script(MAC, FACTS, FROM);
      expect(test.engine.machines.get(MAC).profile).toBe('db');
    }
  });

  it('gets no rule nor the default profile where a rule asks for what its loader does not tell', async () => {
    const { rules } = test.engine;
    defaultProfile = { profile: 'db', confirmed: true };
    rules.add({ selector: { serial: '4F*' }, profile: 'web', armed: true });
    rules.add({ selector: { arch: 'unknown' }, profile: 'db', armed: true });
    await desk.script(MAC, new Map(), FROM, { loader: 'pxelinux', fetching: 'http' });
    expect(test.engine.machines.get(MAC)).toMatchObject({ profile: null, state: 'waiting' });
    // A whole MAC names it whatever its serial is.
    rules.add({ selector: { mac: MAC }, profile: 'db', armed: true });
    await desk.script(MAC, new Map(), FROM, { loader: 'pxelinux', fetching: 'http' });
    expect(test.engine.machines.get(MAC).profile).toBe('db');
  });

  it('installs no more machines than are let install, although all ask at the same moment', async () => {
    const macs = [1, 2, 3, 4].map((n) => `52:54:00:aa:bb:0${n}`);
    test.engine.policy.change({ most: 2 });
    for (const mac of macs) test.engine.machines.assign(mac, 'web');
    const scripts = await Promise.all(
      macs.map((mac) => desk.script(mac, FACTS, { ...FROM, address: '10.77.0.9' })),
    );
    expect(scripts.filter((script) => script?.includes('netboot/linux'))).toHaveLength(2);
  });

  it('erases nothing by a default profile that nobody confirmed', async () => {
    defaultProfile = { profile: 'db', confirmed: false };
    expect(await desk.script(MAC, FACTS, FROM)).toContain('confirm that its disks may be erased');
    expect(test.engine.machines.assignment(MAC)).toMatchObject({ profile: 'db', confirmed: false });
  });

  it('goes to its disk by a default profile that says so, and waits where that profile is gone', async () => {
    defaultProfile = { profile: 'gone', confirmed: true };
    await desk.script(MAC, FACTS, FROM);
    expect(state()).toBe('waiting');
    defaultProfile = { profile: 'local-disk', confirmed: false };
    await desk.script(MAC, FACTS, FROM);
    expect(kinds().at(-1)).toBe('local-boot');
  });

  it.each([
    ['leased to it', { lease: MAC, neighbour: null }, true],
    ['its own on the cable, behind another DHCP server', { lease: null, neighbour: MAC }, true],
    ['leased to another', { lease: '52:54:00:00:00:02', neighbour: '52:54:00:00:00:02' }, false],
    ["another's on the cable", { lease: null, neighbour: '52:54:00:00:00:02' }, false],
    ['behind a router, where nobody knows', { lease: null, neighbour: null }, true],
  ])('asking from an address that is %s', async (_, who, answered) => {
    test.engine.machines.assign(MAC, 'web');
    holder = who;
    expect((await desk.script(MAC, FACTS, FROM)) !== null).toBe(answered);
    expect(test.engine.machines.get(MAC).serial).toBe(answered ? '4F2K91' : null);
  });

  it('is told nothing for a MAC that is none', async () => {
    expect(await desk.script('../etc', FACTS, FROM)).toBeNull();
  });
});

describe('a kernel that is not of the medium', () => {
  /** A kernel of this release, as far as its header says (Documentation/arch/x86/boot.rst). */
  const kernelOf = (release: string) => {
    const image = Buffer.alloc(0x4000);
    image.write('HdrS', 0x202);
    image.writeUInt16LE(0x3000, 0x20e);
    image.write(`${release} #1 SMP\0`, 0x3200);
    writeFileSync(join(test.folder, 'bootfiles/debian-installer/13/amd64/linux'), image);
  };
  const warnings = async () => (await test.engine.library.list())[0]?.warnings.map(({ code }) => code);
  const warned = async () => {
    await desk.script(MAC, FACTS, FROM);
    return test.engine.store.events.list({ mac: MAC, limit: 9 }).findLast(({ kind }) => kind === 'script')
      ?.detail;
  };

  it('is told when a machine boots, and not any more when it was replaced', async () => {
    const { store } = test.engine;
    const [image] = store.images.all();
    if (image === undefined) throw new Error('no image');
    store.images.put({ ...image, facts: { ...image.facts, abis: '6.12.107+deb13-amd64' } });
    test.engine.machines.assign(MAC, 'web');
    kernelOf('6.12.57+deb13-amd64');
    expect(await warnings()).toContain('INSTALLER_KERNEL_DIFFERS');
    expect(await warned()).toMatchObject({
      warns: 'INSTALLER_KERNEL_DIFFERS',
      abi: '6.12.57+deb13-amd64',
      medium: '6.12.107+deb13-amd64',
    });
    kernelOf('6.12.107+deb13-amd64 and more');
    expect(await warnings()).not.toContain('INSTALLER_KERNEL_DIFFERS');
    expect(await warned()).not.toHaveProperty('warns');
  });
});

describe('an installer that fails', () => {
  const fails = (reason = 'no mirror') =>
    desk.report(MAC, token(), { state: 'failed', detail: new Map([['reason', reason]]) });
  const starts = () => test.engine.machines.assignment(MAC)?.starts;

  it('is started three times, and then it is asked about', async () => {
    test.engine.machines.assign(MAC, 'web');
    for (let time = 1; time <= 3; time++) {
      expect(await desk.script(MAC, FACTS, FROM)).toContain('netboot/linux');
      await desk.file(MAC, token(), 'preseed.cfg', FROM);
      fails();
    }
    expect(await desk.script(MAC, FACTS, FROM)).not.toContain('netboot/linux');
    expect(test.engine.machines.assignment(MAC)?.phase).toBe('unsure');
  });

  it('counts once, however often a machine asks that cannot be started', async () => {
    test.engine.machines.assign(MAC, 'web');
    await desk.script(MAC, FACTS, FROM);
    await desk.file(MAC, token(), 'preseed.cfg', FROM);
    fails();
    rmSync(join(test.folder, 'bootfiles/debian-installer/13/amd64/linux'));
    for (let time = 0; time < 5; time++) await desk.script(MAC, FACTS, FROM);
    expect([starts(), state()]).toEqual([1, 'failed']);
  });

  it('does not count where it was the loader', async () => {
    test.engine.machines.assign(MAC, 'web');
    for (let time = 0; time < 5; time++) {
      await desk.script(MAC, FACTS, FROM);
      fails('loader');
    }
    expect(starts()).toBe(0);
  });

  it('is said to ask for a password where its answers have none', async () => {
    test.engine.machines.assign(MAC, 'web');
    await desk.script(MAC, FACTS, FROM);
    await desk.file(MAC, token(), 'preseed.cfg', FROM);
    expect(test.engine.machines.get(MAC).problem).toContain('asks for one on its own screen');
    desk.report(MAC, token(), { state: 'stage/partitioning', detail: new Map() });
    expect(test.engine.machines.get(MAC).problem).toBeNull();
  });
});

describe('what an installer sends with its report', () => {
  const send = (state: string, content?: string) =>
    desk.report(MAC, token(), {
      state,
      detail: new Map(),
      content: content === undefined ? undefined : new TextEncoder().encode(content),
    });
  const step = (more: object) =>
    JSON.stringify({
      name: 'subiquity/Install/install',
      event_type: 'start',
      description: 'installing system',
      ...more,
    });

  beforeEach(async () => {
    await desk.script(MAC, FACTS, FROM);
    test.engine.machines.assign(MAC, 'web');
  });

  it('is kept when it is its log', () => {
    expect([send('log', 'the log'), send('log')]).toEqual([null, 'no log came with it']);
    expect(logs).toEqual([[MAC, 'the log']]);
    const told = test.engine.store.events.list({ mac: MAC, limit: 100 }).at(-1);
    expect(told).toMatchObject({ kind: 'log', detail: { file: '/logs/one.tar.gz', bytes: 7 } });
  });

  it('is a stage, once, when it is a step that begins', () => {
    for (const content of [step({}), step({}), step({ event_type: 'finish', result: 'SUCCESS' })])
      send('curtin', content);
    send('curtin', step({ name: 'subiquity/Install/install/curtin/cmd/detail', description: 'a detail' }));
    for (const content of ['no JSON', '[]', '{"name":1}', 'x'.repeat(70_000)]) send('curtin', content);
    expect(kinds().filter((kind) => kind === 'reported')).toHaveLength(1);
    expect(test.engine.machines.get(MAC)).toMatchObject({ state: 'installing', stage: 'installing system' });
  });

  it('is a failure when a step went wrong', () => {
    send('curtin', step({ event_type: 'finish', result: 'FAIL' }));
    expect(test.engine.machines.get(MAC)).toMatchObject({
      state: 'failed',
      problem: 'The installer failed: installing system',
    });
  });

  it('is bounded in number', () => {
    const events = () => kinds().filter((kind) => kind === 'reported').length;
    for (let n = 0; n < 350; n++) send(`stage/${n}`);
    expect(events()).toBeLessThanOrEqual(100);
    expect(test.engine.machines.get(MAC).stage).toBe('299');
    expect(send('stage/more')).toBe('this installation has sent more than 300 reports of this kind');
    for (let n = 0; n < 20; n++) send('disks');
    expect(send('disks')).toContain('more than 20');
    for (let n = 0; n < 10; n++) send('log', 'x');
    expect(send('log', 'x')).toContain('more than 10');
    expect(logs).toHaveLength(10);
    expect(send('finished')).toBeNull();
  });

  it('is told once when it is told again and again', () => {
    for (let n = 0; n < 5; n++) send('stage/partitioning');
    for (let n = 0; n < 5; n++) send('failed');
    expect(kinds().filter((kind) => kind === 'reported' || kind === 'failed')).toEqual([
      'reported',
      'failed',
    ]);
  });

  it('is heard for a short time after the end, and then refused until it is armed again', () => {
    send('finished');
    now += 9 * 60_000;
    expect([send('stage/late'), send('finished')]).toEqual([null, null]);
    expect(state()).toBe('installed');
    now += 2 * 60_000;
    const refused = 'this installation has ended; only the technician arms it again';
    expect([send('stage/late'), send('disks'), send('log', 'x'), send('finished')]).toEqual(
      Array(4).fill(refused),
    );
    expect(logs).toEqual([]);
    test.engine.machines.reinstall(MAC);
    expect(send('stage/early')).toBeNull();
  });

  it('counts for nothing with a wrong token', () => {
    const content = new TextEncoder().encode('x');
    expect(desk.report(MAC, 'wrong', { state: 'log', detail: new Map(), content })).toBe(WRONG);
    expect(logs).toEqual([]);
  });
});

describe('progress', () => {
  const serve = (file: string, bytes: number, complete = true) =>
    progress.note({
      path: `/images/debian-13.7-amd64/tree/${file}`,
      from: FROM,
      bytes,
      size: bytes,
      complete,
    });

  it('counts what a machine was served for this installation', async () => {
    test.engine.machines.assign(MAC, 'web');
    await desk.script(MAC, FACTS, FROM);
    serve('netboot/linux', 1000);
    serve('netboot/initrd.gz', 5000);
    await desk.file(MAC, token(), 'preseed.cfg', FROM);
    serve('dists/trixie/InRelease', 10);
    expect(kinds().slice(-4)).toEqual(['kernel', 'initrd', 'answers', 'installing']);
    expect(test.engine.machines.get(MAC)).toMatchObject({ state: 'installing', bytes: 6010, filesServed: 3 });
    expect(progress.bytesServed).toBe(6010);
  });

  it('does not flood the log with a package each', async () => {
    test.engine.machines.assign(MAC, 'web');
    await desk.script(MAC, FACTS, FROM);
    for (let n = 0; n < 50; n++) serve(`pool/main/h/hello/hello_${n}.deb`, 100);
    expect(kinds().filter((kind) => kind === 'installing')).toHaveLength(1);
  });

  it('does not call a kernel fetched that broke off', async () => {
    test.engine.machines.assign(MAC, 'web');
    await desk.script(MAC, FACTS, FROM);
    serve('netboot/linux', 10, false);
    expect(kinds()).not.toContain('kernel');
  });
});
