/** A machine's screen: QEMU dumps PPM, people want PNG. */

import { crc32, deflateSync } from 'node:zlib';

/** Converts a binary PPM (P6, 8 bits a channel) to PNG. Throws on anything else. */
export function ppmToPng(ppm: Buffer): Buffer {
  const header = /^P6\s+(\d+)\s+(\d+)\s+255\s/.exec(ppm.toString('latin1', 0, 64));
  if (!header) throw new Error('not a PPM of QEMU');
  const [width, height] = [Number(header[1]), Number(header[2])];
  const pixels = ppm.subarray(header[0].length);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const size = Buffer.alloc(13);
  size.writeUInt32BE(width, 0);
  size.writeUInt32BE(height, 4);
  // 8 bits a channel, RGB, deflate, no filter method but 0, not interlaced (PNG 11.2.2).
  size.set([8, 2, 0, 0, 0], 8);
  const data = deflateSync(withFilterBytes(pixels, width * 3, height));
  return Buffer.concat([signature, chunk('IHDR', size), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
}

/** PNG puts one byte before each row; 0 says that the row is as it is. */
function withFilterBytes(pixels: Buffer, stride: number, rows: number): Buffer {
  const out = Buffer.alloc((stride + 1) * rows);
  for (let row = 0; row < rows; row++)
    pixels.copy(out, row * (stride + 1) + 1, row * stride, (row + 1) * stride);
  return out;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}
