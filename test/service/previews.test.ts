import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestEngine, type TestEngine } from '../support/engine.ts';

const MAC = '52:54:00:aa:bb:cc';

let test: TestEngine;
beforeEach(async () => {
  test = await openTestEngine();
  const image = await test.engine.library.import(test.iso);
  const settings = { root_password: 'hunter2', join_token: 'abc"def' };
  test.engine.profiles.create({ name: 'web', image: image.id, settings, answers: null });
});
afterEach(() => test.close());

const preview = (request: Record<string, unknown> = {}) =>
  test.engine.previews.preview({ id: 'web', ...request });

describe('a preview', () => {
  it('is what a machine would get, set against the template', () => {
    const { files, problem, hostname } = preview({ mac: MAC });
    expect([problem, hostname, files.map(({ name }) => name)]).toEqual([
      null,
      'node-aabbcc',
      ['preseed.cfg'],
    ]);
    const [file] = files;
    expect(file?.text).toContain('d-i netcfg/get_hostname string node-aabbcc\n');
    expect(file?.findings).toEqual([]);
    const changed = file?.difference.filter(({ text }) => text.startsWith('d-i netcfg/get_hostname'));
    expect(changed?.map(({ side, text }) => [side, text])).toEqual([
      ['template', 'd-i netcfg/get_hostname string {{ hostname | preseed }}'],
      ['rendered', 'd-i netcfg/get_hostname string node-aabbcc'],
    ]);
  });

  it('says how the machine would be started, and what keeps it from that', async () => {
    expect(preview().start).toEqual({ possible: true, way: null, needsMiB: null, hasMiB: null, because: '' });
    const folder = join(test.folder, 'flatcar');
    mkdirSync(folder);
    for (const name of ['flatcar_production_pxe.vmlinuz', 'flatcar_production_pxe_image.cpio.gz'])
      writeFileSync(join(folder, name), name);
    const image = await test.engine.library.import(folder);
    test.engine.profiles.create({ name: 'node', image: image.id, settings: {}, answers: null });
    test.engine.machines.sighted(MAC, { memoryMiB: 1024 });
    expect(preview({ id: 'node' }).start).toMatchObject({ way: 'by HTTP into memory', needsMiB: 3072 });
    expect(preview({ id: 'node', mac: MAC }).start).toMatchObject({
      possible: false,
      hasMiB: 1024,
      because: expect.stringContaining('needs 3072 MiB'),
    });
  });

  it('shows no secret, in whatever template it stands', () => {
    const answers =
      'd-i passwd/root-password-crypted password {{ settings.root_password_hash }}\n# {{ settings.join_token }}\n';
    const shown = JSON.stringify([preview(), preview({ answers }), test.engine.answers('web', MAC)]);
    expect(shown).not.toContain('$6$');
    expect(shown).not.toMatch(/abc.{0,3}def/);
    expect(shown).toContain('(hidden)');
  });

  it('is shown whatever characters a secret has, and names it in no finding', () => {
    const answers = 'd-i time/zone {{ settings.door_token }} Etc/UTC\nx\n';
    for (const door_token of ['2', '"', '{', 'null']) {
      const [file] = preview({ answers, settings: { door_token } }).files;
      const found = file?.findings.find(({ line }) => line !== null);
      expect(found?.line).toBeTypeOf('number');
    }
    const shown = JSON.stringify(preview({ answers, settings: { door_token: 'swordfish' } }));
    expect(shown).toContain('(hidden)');
    expect(shown).not.toContain('swordfish');
  });

  it('tries out a change and keeps nothing of it', () => {
    const before = test.engine.profiles.get('web');
    const { files } = preview({ settings: { timezone: 'Asia/Shanghai' } });
    expect(files[0]?.text).toContain('d-i time/zone string Asia/Shanghai\n');
    expect(test.engine.profiles.get('web')).toEqual(before);
    expect(() => preview({ settings: { timezone: 'x y' } })).toThrow('timezone');
  });

  it("says what is wrong with the technician's own template, with its line", () => {
    const answers = 'd-i time/zone string Etc/UTC\nd-i passwd/make-user bolean true\n';
    const found = preview({ answers }).files[0]?.findings.filter(({ line }) => line !== null);
    expect(found?.map(({ line, problem }) => [line, problem.code])).toEqual([[2, 'LINT_TYPE_UNKNOWN']]);
    expect(preview({ answers: 'a\n{{ x | bogus }}' }).problem).toMatchObject({
      code: 'TEMPLATE_INVALID',
      params: { detail: 'line 2: undefined filter: bogus' },
    });
  });

  it("takes the machine's own settings, and its own snippets", () => {
    test.engine.machines.sighted(MAC, {});
    test.engine.machines.change(MAC, {
      settings: { address: '192.168.5.20/24', user_password: 'x', rack: 'B7' },
    });
    expect(test.engine.machines.get(MAC).settings).toMatchObject({
      user_password_hash: '(hidden)',
      rack: 'B7',
    });
    mkdirSync(join(test.folder, 'data/snippets'));
    writeFileSync(join(test.folder, 'data/snippets/site.liquid'), '# rack {{ rack }}');
    const answers = '{% render "site", rack: settings.rack %}\n# {{ form.network.fixed.netmask }}\n';
    expect(preview({ mac: MAC, answers }).files[0]?.text).toBe('# rack B7\n# 255.255.255.0\n');
    test.engine.machines.change(MAC, { settings: { address: '' } });
    expect(preview({ mac: MAC, answers }).files[0]?.text).toBe('# rack B7\n#\n');
    const told = JSON.stringify(test.engine.store.events.list({ mac: MAC, limit: 10 }));
    expect(told).toContain('address user_password rack');
    expect(told).not.toContain('$6$');
  });

  it('misses the address of a machine that must have a fixed one', () => {
    expect(preview({ settings: { network: 'static' } }).findings.map(({ problem }) => problem.code)).toEqual([
      'ADDRESS_MISSING',
    ]);
    test.engine.profiles.change('web', { settings: { network: 'static' } });
    expect(() => test.engine.answers('web', MAC)).toThrow('fixed address');
  });
});
