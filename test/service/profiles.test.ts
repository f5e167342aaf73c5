import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openTestEngine, type TestEngine } from '../support/engine.ts';
import { buildIso } from '../support/iso.ts';

const MAC = '52:54:00:aa:bb:cc';
const TREEINFO = `[general]
family = Rocky Linux
version = 9.4
arch = x86_64
[images-x86_64]
kernel = images/pxeboot/vmlinuz
initrd = images/pxeboot/initrd.img
`;

let test: TestEngine;
beforeEach(async () => {
  test = await openTestEngine();
});
afterEach(() => test.close());

it("a technician's own kickstart reports its end as our own does", async () => {
  const { engine, folder } = test;
  const files = { '.treeinfo': TREEINFO, 'images/pxeboot/vmlinuz': 'k', 'images/pxeboot/initrd.img': 'i' };
  const iso = join(folder, 'rocky.iso');
  writeFileSync(iso, buildIso({ label: 'Rocky-9-4-x86_64-dvd', files }));
  const image = await engine.library.import(iso);
  const draft = { image: image.id, settings: {} };
  engine.profiles.create({ ...draft, name: 'ours', answers: null });
  engine.profiles.create({ ...draft, name: 'own', answers: 'text\n%packages\n@core\n%end\n' });
  const url = `/machines/${MAC}/TOKEN/report/finished`;
  for (const name of ['ours', 'own'])
    expect(engine.answers(name, MAC).text.split(url).length - 1, name).toBe(1);
  expect(engine.answers('own', MAC).text.startsWith('text\n%packages\n@core\n%end\n')).toBe(true);
});
