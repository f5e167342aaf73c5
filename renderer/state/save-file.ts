/** Files that the engine makes, saved where the browser or the desktop program saves files. */
import type { FileView } from '../../core/api/contract.ts';

/** Hands a file to the browser, which asks or keeps it in its folder for downloads. */
export function saveFile({ name, type, encoding, content }: FileView): void {
  const part = encoding === 'utf-8' ? content : Uint8Array.fromBase64(content);
  const address = URL.createObjectURL(new Blob([part], { type }));
  const link = Object.assign(document.createElement('a'), { href: address, download: name });
  link.click();
  // The download has its own hold on the bytes by then.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** The bytes of a chosen file in base64, as the engine takes them. */
export async function readBase64(file: Blob): Promise<string> {
  return new Uint8Array(await file.arrayBuffer()).toBase64();
}
