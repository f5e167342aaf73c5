/**
 * Run by electron-builder after each system is packed: a program without its native libraries is not let out.
 *
 * npm installs koffi's binary for the machine it runs on only, so packing for another system would leave it out silently.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type AfterPackContext, Arch } from 'electron-builder';

/** Where the native libraries lie below the unpacked archive. `platform` and `arch` are Node's names. */
export function nativeFiles(platform: string, arch: string): string[] {
  return [
    `node_modules/better-sqlite3/prebuilds/${platform}-${arch}.node`,
    `node_modules/@koromix/koffi-${platform}-${arch}/${platform}_${arch}/koffi.node`,
  ];
}

export default async function afterPack({
  appOutDir,
  arch,
  packager,
  electronPlatformName,
}: AfterPackContext): Promise<void> {
  const unpacked = join(packager.getResourcesDir(appOutDir), 'app.asar.unpacked');
  const wanted = nativeFiles(electronPlatformName, Arch[arch]);
  const missing = wanted.filter((file) => !existsSync(join(unpacked, file)));
  if (missing.length > 0)
    throw new Error(`not packed: ${missing.join(', ')}. Pack on the system it is for, after npm ci there.`);
}
