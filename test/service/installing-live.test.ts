/** A live system that can install itself: nothing is erased that was confirmed for running from memory alone. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deskOf, type TestDesk } from './support/desk.ts';

const MAC = '52:54:00:12:34:56';
const FROM = { address: '10.77.0.100', door: 'http' } as const;
const BASE = 'http://10.77.0.1:8067';
const IGNITION = '/usr/lib/dracut/modules.d/30ignition/ignition';

let test: TestDesk;
let imageId: string;
beforeEach(async () => {
  test = await deskOf();
  const folder = join(test.folder, 'flatcar');
  mkdirSync(folder);
  for (const name of ['flatcar_production_pxe.vmlinuz', 'flatcar_production_pxe_image.cpio.gz'])
    writeFileSync(join(folder, name), name);
  const image = await test.engine.library.import(folder);
  imageId = image.id;
  test.engine.profiles.create({ name: 'node', image: image.id, settings: {}, answers: null });
});
afterEach(() => test.close());

const script = () => test.desk.script(MAC, new Map(), FROM);
const token = () => test.engine.machines.assignment(MAC)?.token ?? '';
const file = (name: string) => test.desk.file(MAC, token(), name, FROM);
const state = () => test.engine.machines.get(MAC).state;
const install = () => test.engine.profiles.change('node', { settings: { purpose: 'install' } });

/** The machine has fetched the RAM disk, with which this system is complete. */
const fetched = () =>
  test.progress.note({
    path: `/images/${imageId}/tree/flatcar_production_pxe_image.cpio.gz`,
    from: FROM,
    ...{ bytes: 5, size: 5, complete: true },
  });

describe('a profile that ran from memory and now installs', () => {
  it('waits for the word of the technician on machines that it was given before', async () => {
    test.engine.machines.assign(MAC, 'node');
    expect(await script()).toContain('flatcar.first_boot=1');
    install();
    expect(await script()).toContain('confirm that its disks may be erased');
    expect(await file('installer.ign')).toBeNull();
    test.engine.machines.confirm(MAC);
    expect(await script()).toContain('installer.ign');
    expect(await file('install.sh')).toContain('flatcar-install');
  });

  it('installs at once where it did so when it was chosen', async () => {
    install();
    test.engine.machines.assign(MAC, 'node');
    expect(await script()).toContain('installer.ign');
  });

  it('is the word of the profile: a machine has no say in it', async () => {
    test.engine.machines.assign(MAC, 'node');
    test.engine.machines.change(MAC, { settings: { purpose: 'install' } });
    expect(await script()).not.toContain('installer.ign');
    expect(test.engine.profiles.erases('node')).toBe(false);
  });
});

describe('its state', () => {
  it('is that of a system that runs, or of an installation, which is asked about when it comes back', async () => {
    test.engine.machines.assign(MAC, 'node');
    await script();
    fetched();
    expect(state()).toBe('running');
    test.engine.machines.unassign(MAC);
    install();
    test.engine.machines.assign(MAC, 'node');
    await script();
    fetched();
    expect(state()).toBe('installing');
    expect(await file('config.ign')).toContain('"version": "3.3.0"');
    expect(test.desk.report(MAC, token(), { state: 'stage/finishing', detail: new Map() })).toBeNull();
    // It came back, and nobody knows whether all was written.
    expect(await script()).not.toContain('installer.ign');
    test.desk.report(MAC, token(), { state: 'finished', detail: new Map() });
    expect(state()).toBe('installed');
  });
});

// The command: apt-get install ignition
describe.skipIf(!existsSync(IGNITION))('Ignition itself', () => {
  let server: Server;
  const asked: string[] = [];
  beforeEach(async () => {
    server = createServer((request, response) => {
      const name = request.url?.split('/').at(-1) ?? '';
      asked.push(name);
      void file(name).then((text) => response.writeHead(text === null ? 404 : 200).end(text ?? ''));
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  });
  afterEach(() => void server.close());

  it('fetches the script and the configuration of the installed system, and has the unit started', async () => {
    install();
    test.engine.machines.assign(MAC, 'node');
    await script();
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const config = join(test.folder, 'installer.ign');
    writeFileSync(config, String(await file('installer.ign')).replaceAll(BASE, base));
    const root = join(test.folder, 'root');
    mkdirSync(root);
    const run = (stage: string) =>
      promisify(execFile)(
        IGNITION,
        [
          ...['-platform', 'file', '-stage', stage, '-root', root, '-log-to-stdout'],
          ...['config-cache', 'state-file', 'neednet'].flatMap((name) => [
            `-${name}`,
            join(test.folder, name),
          ]),
        ],
        { env: { ...process.env, IGNITION_CONFIG_FILE: config } },
      );
    await run('fetch');
    // A folder has no SELinux policy: at that its last step stops, when everything is written.
    await expect(run('files')).rejects.toMatchObject({
      stdout: expect.stringContaining('handle relabeling'),
    });
    expect(asked.toSorted()).toEqual(['config.ign', 'install.sh']);
    const read = (path: string) => readFileSync(join(root, path), 'utf8');
    expect(read('etc/fieldboot/install.sh')).toContain('flatcar-install -i /etc/fieldboot/target.ign');
    expect(JSON.parse(read('etc/fieldboot/target.ign'))).toMatchObject({ ignition: { version: '3.3.0' } });
    expect(read('etc/systemd/system-preset/20-ignition.preset')).toBe('enable fieldboot-install.service\n');
  });
});
