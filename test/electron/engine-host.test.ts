import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { EngineHost, type HostOptions, type HostState } from '../../electron/engine-host.ts';
import { calls, resetElectron } from './fake-electron.ts';

vi.mock('electron', () => import('./fake-electron.ts'));

const hosts: EngineHost[] = [];

/** A host of the stand-in engine, with short times, and every state it went through. */
function createHost(
  manner: string,
  options: Partial<HostOptions> = {},
): { host: EngineHost; states: string[] } {
  const host = new EngineHost({
    script: join(import.meta.dirname, 'stand-in-engine.ts'),
    environment: { STAND_IN: manner, NODE_OPTIONS: '' },
    port: null,
    ...options,
    timing: { look: 50, answer: 10_000, goodbye: 5000, ...options.timing },
  });
  hosts.push(host);
  const states: string[] = [];
  host.on('state', ({ name }) => states.push(name));
  return { host, states };
}

async function until(host: EngineHost, name: HostState['name']): Promise<HostState> {
  while (host.state.name !== name) await once(host, 'state');
  return host.state;
}

afterEach(async () => {
  for (const host of hosts.splice(0)) await host.stop();
  resetElectron();
});

// Each test starts processes; a busy machine takes its time over them.
describe('an engine host', () => {
  test('gives the address of the engine it started, and its news', async () => {
    const { host, states } = createHost('well');
    host.start();
    const [address, [news]] = await Promise.all([host.address(), once(host, 'status')]);
    expect(address).toEqual({
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      token: expect.stringMatching(/^\w{32}$/),
    });
    expect(host.origin).toBe(address.url);
    expect(news.laptop).toBe('laptop');
    expect(states).toEqual(['starting', 'ready']);
    expect(calls).toEqual(['fork window --json --control 127.0.0.1:0']);
  });

  test('tells the engine the data folder that was named', async () => {
    const { host } = createHost('well', { data: '/srv/jobs' });
    host.start();
    await host.address();
    expect(calls).toEqual(['fork window --json --control 127.0.0.1:0 --data /srv/jobs']);
  });

  test('starts an engine that crashed again: same port, new token, serving taken up again', async () => {
    const { host, states } = createHost('well');
    host.start();
    const before = await host.address();
    await fetch(`${before.url}/crash`).catch(() => {});
    await until(host, 'waiting');
    const after = await host.address();
    expect(after.url).toBe(before.url);
    expect(after.token).not.toBe(before.token);
    expect(states).toEqual(['starting', 'ready', 'waiting', 'starting', 'ready']);
    expect(calls[1]).toBe(`fork window --json --control ${before.url.slice(7)} --resume`);
  });

  test('ends an engine that hangs, and starts the next', async () => {
    const { host } = createHost('well', { timing: { answer: 1500 } });
    host.start();
    const before = await host.address();
    await fetch(`${before.url}/hang`, { signal: AbortSignal.timeout(100) }).catch(() => {});
    const waiting = await until(host, 'waiting');
    expect(waiting).toMatchObject({ problem: { code: 'INTERNAL' } });
    expect((await host.address()).token).not.toBe(before.token);
  });

  test('takes another port when the one it wants is busy', async () => {
    const first = createHost('well').host;
    first.start();
    const { url } = await first.address();
    const second = createHost('well', { port: Number(new URL(url).port) }).host;
    second.start();
    expect((await second.address()).url).not.toBe(url);
  });

  test('gives up at once when starting again cannot help, and says why', async () => {
    const { host, states } = createHost('data-in-use');
    host.start();
    const failed = await until(host, 'failed');
    expect(failed).toMatchObject({ problem: { code: 'DATA_IN_USE', params: { pid: 77 } } });
    await expect(host.address()).rejects.toThrow('Another Fieldboot (process 77)');
    host.start();
    await until(host, 'failed');
    expect(states).toEqual(['starting', 'failed', 'starting', 'failed']);
  });

  test('ends an engine that is never ready, and tries again', async () => {
    const { host } = createHost('mute', { timing: { start: 400 } });
    host.start();
    await until(host, 'waiting');
    await until(host, 'starting');
  });

  test('ends the engine in order', async () => {
    const { host, states } = createHost('well');
    host.start();
    const { url } = await host.address();
    await host.stop();
    expect(states.at(-1)).toBe('ended');
    await expect(fetch(url)).rejects.toThrow();
    await expect(host.address()).rejects.toThrow('has ended');
  });

  test('ends an engine that does not hear the goodbye by force', async () => {
    const { host } = createHost('deaf', { timing: { goodbye: 200 } });
    host.start();
    const { url } = await host.address();
    await host.stop();
    await expect(fetch(url)).rejects.toThrow();
  });

  test('refuses a question when no engine runs', async () => {
    await expect(createHost('well').host.client(100)('machines', {})).rejects.toThrow('does not run');
  });
});
