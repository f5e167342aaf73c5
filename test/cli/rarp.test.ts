/** RARP: the real program, asked by raw frames of another program, in network namespaces. */
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { CLI, serve, status } from '../support/served.ts';
import { layWire, obstacle, type Wire } from '../support/wire.ts';

const CLIENT = join(import.meta.dirname, '../support/rarp-client.py');

const wires: Wire[] = [];
afterAll(() => Promise.all(wires.map((wire) => wire.close())));

async function run(wire: Wire, where: string, program: string, ...words: string[]): Promise<string> {
  const child = wire.start(where, program, ...words);
  let out = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (part) => {
      out += part;
    });
  await once(child, 'close');
  return out.trim();
}

const reason = obstacle('/usr/bin/python3', '/usr/sbin/udhcpc', '/usr/bin/curl');

describe.skipIf(reason !== null)(`RARP${reason === null ? '' : ` (skipped: ${reason})`}`, () => {
  test('tells a machine the address it has a lease for, and nothing to a stranger or without --rarp', async () => {
    const wire = layWire('10.77.0.1/24');
    wires.push(wire);
    wire.plug('machine');
    wire.plug('stranger');
    const ask = (where: string, seconds: number) => run(wire, where, 'python3', CLIENT, String(seconds));
    const served = await serve(wire, '--insist', '--rarp', '--range', '10.77.0.50-10.77.0.60');
    expect(served.said).toMatchObject({ ready: true });
    expect((await status(wire, served)).warnings.map(({ code }) => code)).not.toContain('RARP_IMPOSSIBLE');
    await run(wire, 'machine', 'udhcpc', '-f', '-q', '-i', 'eth0', '-s', '/bin/true', '-t', '20', '-T', '1');
    expect(await ask('machine', 60)).toBe('10.77.0.50 from 10.77.0.1');
    expect(await ask('stranger', 2)).toBe('silence');
    served.child.kill('SIGTERM');
    await once(served.child, 'close');
    const without = await serve(wire, '--insist');
    expect(without.said).toMatchObject({ ready: true });
    expect(await ask('machine', 2)).toBe('silence');
  }, 300_000);

  test('is a warning, and no more, for an account without rights', async () => {
    const wire = layWire('10.77.0.1/24');
    wires.push(wire);
    const child = wire.startAsNobody(
      process.execPath,
      ...[CLI, 'serve', '--interface', 'cable', '--rarp', '--data', join(wire.folder, 'data')],
    );
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (part) => {
        said += part;
      });
    while (!said.includes('"ready":true') && child.exitCode === null)
      await once(child.stdout ?? child, 'data');
    expect(said).toContain('RARP is not answered on cable');
  }, 300_000);
});
