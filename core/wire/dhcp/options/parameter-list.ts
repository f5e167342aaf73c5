import type { OptionCodec } from '../option.ts';

/** Which options the client would like, most wanted first (RFC 2132, section 9.8). */
export const PARAMETER_LIST: OptionCodec<readonly number[]> = {
  code: 55,
  name: 'parameter list',
  decode: (data) => (data.length === 0 ? null : Array.from(data)),
  encode: (codes) => Uint8Array.from(codes),
  describe: (codes) => codes.join(' '),
};
