/**
 * Names what a file is when it is not a medium, so that the message helps: the usual mistakes are a page saved
 * instead of the download, a download that is still packed, and a disk image of a virtual machine.
 */

const SIGNATURES: readonly { readonly at?: number; readonly bytes: string; readonly is: string }[] = [
  { bytes: '\x1f\x8b', is: 'it is a gzip archive; unpack it first' },
  { bytes: '\xfd7zXZ\0', is: 'it is an xz archive; unpack it first' },
  { bytes: 'BZh', is: 'it is a bzip2 archive; unpack it first' },
  { bytes: '\x28\xb5\x2f\xfd', is: 'it is a Zstandard archive; unpack it first' },
  { bytes: 'PK\x03\x04', is: 'it is a ZIP archive; the ISO may be inside it' },
  { bytes: '7z\xbc\xaf\x27\x1c', is: 'it is a 7-Zip archive; the ISO may be inside it' },
  { bytes: 'Rar!\x1a\x07', is: 'it is a RAR archive; the ISO may be inside it' },
  { at: 257, bytes: 'ustar', is: 'it is a tar archive; the ISO may be inside it' },
  { bytes: 'QFI\xfb', is: 'it is a QEMU disk image (qcow2)' },
  { bytes: 'KDMV', is: 'it is a VMware disk image (VMDK)' },
  { bytes: 'conectix', is: 'it is a virtual hard disk (VHD)' },
  { bytes: 'vhdxfile', is: 'it is a virtual hard disk (VHDX)' },
  { bytes: 'MSWIM\0\0\0', is: 'it is a Windows image (WIM), not the medium it comes on' },
  { bytes: 'hsqs', is: 'it is a squashfs file system' },
  { bytes: '%PDF-', is: 'it is a PDF document' },
  { bytes: '\x7fELF', is: 'it is a Linux program' },
  { bytes: 'd8:announce', is: 'it is a torrent, not the file that the torrent downloads' },
  {
    bytes: '\0\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\0',
    is: 'it is a raw CD copy (.bin) with 2352-byte sectors',
  },
  { bytes: 'MZ', is: 'it is a Windows program' },
];

/** One clause about a file that is no medium, from its first bytes (32 KiB and more are useful) and its size. */
export function looksLike(start: Uint8Array, size: number): string {
  if (size === 0) return 'the file is empty';
  if (start.every((byte) => byte === 0))
    return 'it begins with nothing but zeros; was the download finished?';
  if (isWebPage(start)) return 'it is a web page, saved instead of the download';
  const known = SIGNATURES.find(({ at = 0, bytes }) => hasAt(start, at, bytes));
  if (known) return known.is;
  if (isText(start)) return 'it is a text file';
  if (size < 34 * 1024) return `it has only ${size} bytes`;
  if (hasAt(start, 510, '\x55\xaa')) return 'it is a disk image, or a medium whose start was overwritten';
  return 'it has no volume descriptor where a CD or DVD has one';
}

/** Whether `text` (one character per byte) stands in the bytes at `at`. */
export function hasAt(bytes: Uint8Array, at: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false;
  return true;
}

function isWebPage(start: Uint8Array): boolean {
  const text = new TextDecoder('latin1').decode(start.subarray(0, 512)).trimStart().toLowerCase();
  return text.startsWith('<!doctype html') || text.startsWith('<html');
}

function isText(start: Uint8Array): boolean {
  const sample = start.subarray(0, 4096);
  return sample.every((byte) => (byte >= 0x20 ? byte !== 0x7f : byte === 9 || byte === 10 || byte === 13));
}
