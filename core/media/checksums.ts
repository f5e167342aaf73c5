/** Checksum files and the sums that media carry, as values. Pure: text in, lists out. */

export type HashName = 'md5' | 'sha1' | 'sha256' | 'sha512';

/** One line: this path has this sum. */
export interface ListedSum {
  readonly path: string;
  readonly hash: HashName;
  /** Hexadecimal, small letters. */
  readonly sum: string;
}

const BY_LENGTH: Readonly<Record<number, HashName>> = { 32: 'md5', 40: 'sha1', 64: 'sha256', 128: 'sha512' };
const STRENGTH: readonly HashName[] = ['md5', 'sha1', 'sha256', 'sha512'];

/**
 * Lines of md5sum, sha256sum and their like (`SUM  PATH`, `SUM *PATH`) and of BSD (`SHA256 (PATH) = SUM`). A sum alone is
 * that of `alone`. What is none of these (signatures, comments) is passed over.
 */
export function parseSums(text: string, alone?: string): ListedSum[] {
  return text.split('\n').flatMap((raw) => {
    // Trimmed first: an expression that looks for the blanks at the end takes hours for a line of nothing else.
    const line = raw.trimEnd();
    const bsd = /^(?:MD5|SHA1|SHA256|SHA512) \((.+)\) = ([0-9a-f]+)$/i.exec(line);
    const gnu = /^([0-9a-f]{32,128})(?:\s+\*?(\S.*))?$/i.exec(line);
    const [path, sum] = bsd ? [bsd[1], bsd[2]] : [gnu?.[2] ?? alone, gnu?.[1]];
    const hash = BY_LENGTH[sum?.length ?? 0];
    if (path === undefined || sum === undefined || hash === undefined) return [];
    return [{ path: path.replace(/^\.\//, ''), hash, sum: sum.toLowerCase() }];
  });
}

/** The strongest sum that is listed for a file name, whatever folder the list puts it in. */
export function sumFor(name: string, sums: readonly ListedSum[]): ListedSum | undefined {
  return sums
    .filter(({ path }) => path === name || path.endsWith(`/${name}`))
    .sort((a, b) => STRENGTH.indexOf(b.hash) - STRENGTH.indexOf(a.hash))[0];
}

/** The `[checksums]` of a `.treeinfo`: `images/install.img = sha256:SUM`. */
export function parseTreeinfoSums(text: string): ListedSum[] {
  const section = /^\[checksums\][^\n]*\n([^[]*)/m.exec(text)?.[1] ?? '';
  return section.split('\n').flatMap((line) => {
    const at = line.lastIndexOf('=');
    const path = line.slice(0, Math.max(0, at)).trim();
    const [, hash, sum] = /^(md5|sha1|sha256|sha512):([0-9a-f]+)$/i.exec(line.slice(at + 1).trim()) ?? [];
    if (path === '' || hash === undefined || sum === undefined) return [];
    return [{ path, hash: hash.toLowerCase() as HashName, sum: sum.toLowerCase() }];
  });
}

/** The sum that isomd5sum put into an ISO: of everything before its end but the place where the sum itself stands. */
export interface ImplantedSum {
  readonly sum: string;
  /** Bytes from the start that the sum covers. */
  readonly length: number;
  /** Bytes that count as blanks. */
  readonly blank: { readonly offset: number; readonly length: number };
}

const PRIMARY_AT = 16 * 2048;
const APPLICATION_USE = { offset: PRIMARY_AT + 883, length: 512 };

/** Finds that sum in the primary volume descriptor (2048 bytes from byte 32768); `size` is the file's. */
export function implantedSum(descriptor: Uint8Array, size: number): ImplantedSum | undefined {
  const text = new TextDecoder('latin1').decode(descriptor.subarray(883, 883 + 512));
  const sum = /ISO MD5SUM = ([0-9a-f]{32});/.exec(text)?.[1];
  const skipped = Number(/SKIPSECTORS = (\d{1,6});/.exec(text)?.[1] ?? 15) * 2048;
  if (sum === undefined || descriptor.length < 2048) return undefined;
  const blocks = new DataView(descriptor.buffer, descriptor.byteOffset).getUint32(80, true);
  const length = blocks * 2048 - skipped;
  return length > 0 && length <= size ? { sum, length, blank: APPLICATION_USE } : undefined;
}
