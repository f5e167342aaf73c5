/**
 * Netascii, the text mode of TFTP (RFC 764 as RFC 1350 uses it): a line end is CR LF, a bare CR is CR NUL.
 */

const CR = 13;
const LF = 10;

/** Text with UNIX or DOS line ends as netascii. A CR LF that is there already stays one line end. */
export function toNetascii(text: Uint8Array): Uint8Array {
  const out = new Uint8Array(text.length * 2);
  let length = 0;
  for (let at = 0; at < text.length; at++) {
    const byte = text[at] ?? 0;
    if (byte === LF && text[at - 1] !== CR) out[length++] = CR;
    out[length++] = byte;
    if (byte === CR && text[at + 1] !== LF) out[length++] = 0;
  }
  return out.slice(0, length);
}
