/** An engine over a folder of its own, with a small Debian medium that no tool was needed to make. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LiveEngine, openEngine } from '../../core/engine.ts';
import { buildIso } from './iso.ts';

export interface TestEngine {
  readonly engine: LiveEngine;
  readonly folder: string;
  /** Path of a Debian medium. */
  readonly iso: string;
  /** Closes the engine and opens another over the same folder, as a restart does. */
  reopen(): Promise<LiveEngine>;
  close(): Promise<void>;
}

/** A medium that is Debian's in everything detection looks at. */
export function debianMedium(label = 'Debian 13.7.0 amd64 n'): Uint8Array {
  return buildIso({
    label,
    files: {
      '.disk/info': 'Debian GNU/Linux 13.7.0 "Trixie" - Official amd64 NETINST with firmware 20260905-10:00',
      'dists/trixie/Release':
        'Origin: Debian\nSuite: stable\nCodename: trixie\nVersion: 13.7\nArchitectures: amd64\nComponents: main\n',
      'install.amd/vmlinuz': 'the kernel of the CD',
      'install.amd/initrd.gz': 'the RAM disk of the CD',
      'pool/main/h/hello/hello_2.10-5_amd64.deb': 'a package',
    },
  });
}

/** Makes the engine; boot files are small stand-ins with the right names. */
export async function openTestEngine(options: { clock?: () => number } = {}): Promise<TestEngine> {
  const folder = mkdtempSync(join(tmpdir(), 'fieldboot-engine-'));
  const iso = join(folder, 'debian.iso');
  const bootFiles = join(folder, 'bootfiles');
  writeFileSync(iso, debianMedium());
  for (const name of ['debian-installer/13/amd64', 'loaders'])
    mkdirSync(join(bootFiles, name), { recursive: true });
  writeFileSync(join(bootFiles, 'debian-installer/13/amd64/linux'), 'the kernel of the network installer');
  writeFileSync(join(bootFiles, 'debian-installer/13/amd64/initrd.gz'), 'its RAM disk');
  writeFileSync(join(bootFiles, 'loaders/undionly.kpxe'), 'a loader');
  const open = () => openEngine({ data: join(folder, 'data'), bootFiles, ...options });
  let engine = await open();
  return {
    get engine() {
      return engine;
    },
    folder,
    iso,
    reopen: async () => {
      await engine.close();
      engine = await open();
      return engine;
    },
    close: async () => {
      await engine.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
