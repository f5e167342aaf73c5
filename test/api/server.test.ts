import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ApiError, createClient } from '../../core/api/client.ts';
import { createApi } from '../../core/api/server.ts';
import { openTestEngine, type TestEngine } from '../support/engine.ts';

const TOKEN = 'a-token';
const HOST = '127.0.0.1:4711';
const MAC = '52:54:00:aa:bb:cc';

let test: TestEngine;
let api: FastifyInstance;

beforeEach(async () => {
  test = await openTestEngine();
  api = createApi(test.engine, { version: '1.2.3', token: TOKEN, port: () => 4711 });
});
afterEach(async () => {
  await api.close();
  await test.close();
});

const call = createClient(async ({ method, url, body }) => {
  const answer = await api.inject({
    method: method as 'GET',
    url,
    headers: {
      host: HOST,
      authorization: `Bearer ${TOKEN}`,
      ...(body ? { 'content-type': 'application/json' } : {}),
    },
    ...(body ? { payload: body } : {}),
  });
  return { status: answer.statusCode, text: answer.body };
});

const refused = async (promise: Promise<unknown>): Promise<string> => {
  const error = await promise.then(
    () => new Error('it was not refused'),
    (thrown: Error) => thrown,
  );
  return error instanceof ApiError ? error.problem.code : String(error);
};

describe('who may use the control API', () => {
  const status = (headers: Record<string, string>, query = '') =>
    api.inject({ url: `/api/v1/status${query}`, headers }).then((answer) => answer.statusCode);

  it.each([
    ['the right token from this laptop', { host: HOST, authorization: `Bearer ${TOKEN}` }, 200],
    ['localhost by name', { host: 'localhost:4711', authorization: `Bearer ${TOKEN}` }, 200],
    ['no token', { host: HOST }, 403],
    ['a wrong token', { host: HOST, authorization: 'Bearer other' }, 403],
    [
      'a name that was rebound to loopback',
      { host: 'evil.example:4711', authorization: `Bearer ${TOKEN}` },
      403,
    ],
    ['another site', { host: HOST, origin: 'http://evil.example', authorization: `Bearer ${TOKEN}` }, 403],
    ['our own window', { host: HOST, origin: `http://${HOST}`, authorization: `Bearer ${TOKEN}` }, 200],
  ])('%s', async (_, headers, expected) => {
    expect(await status(headers)).toBe(expected);
  });

  it('takes the token from the query, where no header can be set', async () => {
    expect(await status({ host: HOST }, `?token=${TOKEN}`)).toBe(200);
  });
});

describe('the whole job through the API', () => {
  it('imports, makes a profile, assigns, renders and takes back', async () => {
    const image = await call('importImage', { path: test.iso });
    expect(image).toMatchObject({ id: 'debian-13.7-amd64', family: 'debian', arch: 'amd64', present: true });
    const profile = await call('createProfile', {
      name: 'Web node',
      image: image.id,
      settings: { timezone: 'Europe/Berlin', root_password: 'secret' },
    });
    expect(profile).toMatchObject({ id: 'web-node', image: image.id });
    expect(JSON.stringify(profile)).not.toContain('secret');
    const machine = await call('assign', { mac: MAC.toUpperCase(), profile: profile.id });
    expect(machine).toMatchObject({ mac: MAC, profile: 'web-node', state: 'new' });
    const answers = await call('answers', { id: profile.id, mac: MAC });
    expect(answers.name).toBe('preseed.cfg');
    expect(answers.text).toContain('Europe/Berlin');
    expect(await call('unassign', { mac: MAC })).toMatchObject({ profile: null });
  });

  it('lets many wait, installs them again and forgets them, a call and a step back for each', async () => {
    const image = await call('importImage', { path: test.iso });
    await call('createProfile', { name: 'p', image: image.id });
    const macs = [MAC, '52:54:00:00:00:02'];
    await call('assignAll', { macs, profile: 'p', confirmed: true });
    const profiles = async () => (await call('machines', {})).map(({ profile }) => profile);
    expect((await call('reinstallAll', { macs })).map(({ profile }) => profile)).toEqual(['p', 'p']);
    await call('unassignAll', { macs });
    expect(await profiles()).toEqual([null, null]);
    await call('forgetAll', { macs });
    expect(await profiles()).toEqual([]);
    expect((await call('undo', {})).done.kind).toBe('forget');
    expect((await call('undo', {})).done.kind).toBe('unassign');
    expect(await profiles()).toEqual(['p', 'p']);
  });

  it('has everything after a restart', async () => {
    const image = await call('importImage', { path: test.iso });
    await call('createProfile', { name: 'p', image: image.id });
    await call('assign', { mac: MAC, profile: 'p' });
    const engine = await test.reopen();
    expect(engine.machines.get(MAC)).toMatchObject({ mac: MAC, profile: 'p' });
    expect((await engine.library.list()).map((one) => one.id)).toEqual([image.id]);
  });

  it('keeps what is in use', async () => {
    const image = await call('importImage', { path: test.iso });
    await call('createProfile', { name: 'p', image: image.id });
    await call('assign', { mac: MAC, profile: 'p' });
    expect(await refused(call('removeImage', { id: image.id }))).toBe('IMAGE_IN_USE');
    expect(await refused(call('removeProfile', { id: 'p' }))).toBe('PROFILE_IN_USE');
    expect(await refused(call('createProfile', { name: 'p', image: image.id }))).toBe('NAME_TAKEN');
  });

  it('keeps an address for one machine only', async () => {
    const image = await call('importImage', { path: test.iso });
    await call('createProfile', { name: 'p', image: image.id });
    await call('assign', { mac: MAC, profile: 'p' });
    await call('assign', { mac: '52:54:00:00:00:02', profile: 'p' });
    expect(await call('changeMachine', { mac: MAC, reserved: '10.77.0.50' })).toMatchObject({
      reserved: '10.77.0.50',
    });
    expect(await refused(call('changeMachine', { mac: '52:54:00:00:00:02', reserved: '10.77.0.50' }))).toBe(
      'NAME_TAKEN',
    );
  });
});

describe('bad input', () => {
  it.each([
    ['a file that is not there', 'gone.iso', null, 'FILE_MISSING'],
    ['a text file named .iso', 'text.iso', 'hello', 'MEDIUM_NOT_ISO'],
    ['an empty file', 'empty.iso', '', 'MEDIUM_NOT_ISO'],
  ])('%s', async (_, name, content, code) => {
    const path = join(test.folder, name);
    if (content !== null) writeFileSync(path, content);
    expect(await refused(call('importImage', { path }))).toBe(code);
    expect(await call('images', {})).toEqual([]);
  });

  it('names the field that is wrong', async () => {
    const answer = await api.inject({
      method: 'PUT',
      url: `/api/v1/machines/not-a-mac/assignment`,
      headers: { host: HOST, authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      payload: '{"profile":"p"}',
    });
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ code: 'BAD_REQUEST' });
    expect(answer.json<{ sentence: string }>().sentence).toContain('mac');
  });

  it.each(['a\nb', 'a\rb', 'a\u0000b', 'a\u001bb', 'a\u0085b', 'a\u2028b'])(
    'a name such as %j',
    async (name) => {
      const image = await call('importImage', { path: test.iso });
      await call('createProfile', { name: 'web', image: image.id });
      await call('assign', { mac: MAC, profile: 'web' });
      const refusals = [
        call('importImage', { path: test.iso, name }),
        call('createProfile', { name, image: image.id }),
        call('changeProfile', { id: 'web', name }),
        call('changeMachine', { mac: MAC, name }),
      ].map(refused);
      expect(await Promise.all(refusals)).toEqual(Array(4).fill('BAD_REQUEST'));
    },
  );

  it('a body that is not JSON', async () => {
    const answer = await api.inject({
      method: 'POST',
      url: '/api/v1/inspect',
      headers: { host: HOST, authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      payload: '{',
    });
    expect(answer.json()).toMatchObject({ code: 'BAD_REQUEST' });
  });

  it('what is not there', async () => {
    expect(await refused(call('assign', { mac: MAC, profile: 'none' }))).toBe('NOT_FOUND');
    expect(await refused(call('forgetMachine', { mac: MAC }))).toBe('NOT_FOUND');
    expect(await refused(call('stop', {}))).toBe('NOT_SERVING');
  });
});

describe('what has no token', () => {
  it.each(['/%61pi/v1/status', '/api%2fv1/status', '//api/v1/status', '/api/v1/./status', '/API/v1/status'])(
    'gets nothing from %s',
    async (url) => {
      const answer = await api.inject({ url, headers: { host: 'evil.example' } });
      expect([403, 404]).toContain(answer.statusCode);
      expect(answer.body).not.toContain('"version"');
    },
  );

  it('cannot start an installation by any spelling', async () => {
    const image = await call('importImage', { path: test.iso });
    await call('createProfile', { name: 'p', image: image.id });
    await call('assign', { mac: MAC, profile: 'p' });
    const before = test.engine.machines.assignment(MAC)?.token;
    await api.inject({ method: 'POST', url: `/%61pi/v1/machines/${MAC}/reinstall`, headers: { host: HOST } });
    expect(test.engine.machines.assignment(MAC)?.token).toBe(before);
  });
});

it('answers a call that does not exist with a problem', async () => {
  const headers = { host: HOST, authorization: `Bearer ${TOKEN}` };
  const answer = await api.inject({ url: '/api/v1/nothing', headers });
  expect(answer.statusCode).toBe(404);
  expect(answer.json()).toMatchObject({ code: 'NOT_FOUND' });
});

describe('uploading', () => {
  const upload = (name: string, payload: Buffer) =>
    api.inject({
      method: 'POST',
      url: `/api/v1/images/upload?name=${encodeURIComponent(name)}`,
      headers: { host: HOST, authorization: `Bearer ${TOKEN}`, 'content-type': 'application/octet-stream' },
      payload,
    });

  it('keeps what is there when a bad file of the same name comes, and keeps nothing of that', async () => {
    const good = await upload('inst.iso', readFileSync(test.iso));
    const bad = await upload('inst.iso', Buffer.from('not an image'));
    expect(bad.json()).toMatchObject({ code: 'MEDIUM_NOT_ISO' });
    expect(readdirSync(test.engine.uploads)).toEqual(['inst.iso']);
    expect(await test.engine.library.open(good.json<{ id: string }>().id)).toBeDefined();
  });

  it('gives a second medium of the same name a place of its own, and frees it when it is forgotten', async () => {
    const first = (await upload('inst.iso', readFileSync(test.iso))).json<{ id: string }>();
    const second = (await upload('inst.iso', readFileSync(test.iso))).json<{ id: string }>();
    expect(second.id).not.toBe(first.id);
    await call('removeImage', { id: first.id });
    expect(readdirSync(test.engine.uploads)).toEqual(['inst (2).iso']);
  });

  it('gives two of the same name that come at once a place each', async () => {
    const payload = readFileSync(test.iso);
    const both = await Promise.all([upload('inst.iso', payload), upload('inst.iso', payload)]);
    expect(both.map(({ statusCode }) => statusCode)).toEqual([200, 200]);
    expect(readdirSync(test.engine.uploads).sort()).toEqual(['inst (2).iso', 'inst.iso']);
    expect(new Set(both.map((one) => one.json<{ id: string }>().id)).size).toBe(2);
  });

  it('stores the file under a harmless name and imports it', async () => {
    const answer = await upload('../../x y.iso', readFileSync(test.iso));
    expect(answer.json()).toMatchObject({ family: 'debian', path: join(test.engine.uploads, 'x y.iso') });
  });
});

it('describes itself as OpenAPI', async () => {
  const answer = await api.inject({
    url: '/api/v1/openapi.json',
    headers: { host: HOST, authorization: `Bearer ${TOKEN}` },
  });
  const document = answer.json<{ paths: Record<string, Record<string, { operationId: string }>> }>();
  expect(document.paths['/api/v1/machines/{mac}/assignment']?.put?.operationId).toBe('assign');
  expect(Object.keys(document.paths).length).toBeGreaterThan(12);
  // Of OpenAPI 3.0; in 3.1 schemas are JSON Schema 2020-12, where null is a type.
  expect(answer.body).not.toContain('"nullable"');
  expect(answer.body).not.toContain('$schema');
  expect(answer.body).toContain('{"type":"null"}');
});
