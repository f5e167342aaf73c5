import { Reader, Writer } from '../../cursor.ts';
import type { OptionCodec } from '../option.ts';

/** Longest packet the client takes, in bytes, at least 576 (RFC 2132, section 9.10). */
export const MAX_MESSAGE_SIZE: OptionCodec<number> = {
  code: 57,
  name: 'maximum message size',
  decode: (data) => (data.length === 2 ? new Reader(data).u16() : null),
  encode: (size) => new Writer().u16(size).finish(),
  describe: (size) => `${size} bytes`,
};
