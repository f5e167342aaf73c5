/** Uploads that find no room, and what a killed engine leaves of them. */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createApi } from '../../core/api/server.ts';
import { receiveUpload } from '../../core/api/upload.ts';
import type { Image } from '../../core/images/image.ts';
import { sweepLibrary } from '../../core/service/leftovers.ts';
import { openTestEngine } from '../support/engine.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fieldboot-upload-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const MIB = 1 << 20;

describe('room', () => {
  it('is looked at before the first byte: what is refused is neither read nor kept', async () => {
    const body = Readable.from([new Uint8Array(100)]);
    const upload = receiveUpload(body, { name: 'a.iso', length: 100 * MIB }, folder, async () => 300 * MIB);
    await expect(upload).rejects.toMatchObject({ code: 'DISK_FULL' });
    expect([readdirSync(folder), body.destroyed, body.readableDidRead]).toEqual([[], false, false]);
  });

  it('is looked at again while it comes, because others fill the disk too', async () => {
    const pieces = Array.from({ length: 80 }, () => new Uint8Array(MIB));
    let [looked, room] = [0, 1000 * MIB];
    const free = async () => {
      looked += 1;
      if (looked === 2) room = 250 * MIB;
      return room;
    };
    const upload = receiveUpload(Readable.from(pieces), { name: 'a.iso', length: 80 * MIB }, folder, free);
    await expect(upload).rejects.toMatchObject({ code: 'DISK_FULL' });
    expect([readdirSync(folder), looked]).toEqual([[], 2]);
  });

  it.skipIf(!existsSync('/usr/bin/curl'))(
    'that is lacking is said to curl, which need not send all first',
    async () => {
      const test = await openTestEngine();
      let port = 0;
      const api = createApi(test.engine, { version: '0', token: 'secret', port: () => port });
      await api.listen({ host: '127.0.0.1', port: 0 });
      port = (api.server.address() as AddressInfo).port;
      const file = join(folder, 'huge.iso');
      writeFileSync(file, '');
      truncateSync(file, 2 ** 43);
      try {
        const words = ['-sS', '-X', 'POST', '-T', file, '-H', 'Authorization: Bearer secret'];
        const url = `http://127.0.0.1:${port}/api/v1/images/upload?name=huge.iso`;
        const { stdout } = await promisify(execFile)('curl', [
          ...words,
          '-H',
          'Content-Type: application/octet-stream',
          ...['-w', '\n%{http_code} %{size_upload}', url],
        ]);
        const [body = '', figures = ''] = stdout.split('\n');
        const [status, sent] = figures.split(' ').map(Number);
        expect([JSON.parse(body).code, status]).toEqual(['DISK_FULL', 507]);
        expect(sent).toBeLessThan(2 ** 32);
        expect(readdirSync(test.engine.uploads)).toEqual([]);
      } finally {
        await api.close();
        await test.close();
      }
    },
  );
});

it('what a killed engine left goes at the next start, but for copies that can be gone on with', async () => {
  const image = { id: 'debian', modified: 7, bytes: 9 } as Image;
  const kept = ['.debian-7-9.part', 'debian.iso', 'notes.txt'];
  const left = ['.01234567-89ab-cdef-0123-456789abcdef.part', '.gone-1-2.part', 'claimed.iso'];
  for (const name of [...kept, ...left]) writeFileSync(join(folder, name), name === 'claimed.iso' ? '' : 'x');
  expect((await sweepLibrary(folder, [image])).sort()).toEqual(left.sort());
  expect(readdirSync(folder).sort()).toEqual(kept.sort());
  expect(await sweepLibrary(join(folder, 'never-made'), [])).toEqual([]);
});
