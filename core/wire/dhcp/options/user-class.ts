import { Reader, Writer } from '../../cursor.ts';
import { decodeText, type OptionCodec } from '../option.ts';

export interface UserClass {
  /** `counted`: each class preceded by its length; `plain`: one class, no length. */
  readonly form: 'counted' | 'plain';
  readonly classes: readonly string[];
}

/**
 * User class: RFC 3004 asks for counted classes, iPXE (and many a dhclient.conf) sends the plain text `iPXE`.
 * Data that are exactly a row of counted classes are read so, everything else as text.
 */
export const USER_CLASS: OptionCodec<UserClass> = {
  code: 77,
  name: 'user class',
  decode(data) {
    if (data.length === 0) return null;
    return decodeCounted(data) ?? { form: 'plain', classes: [decodeText(data)] };
  },
  encode({ form, classes }) {
    const encoded = classes.map((name) => new TextEncoder().encode(name));
    const writer = new Writer();
    for (const name of encoded) (form === 'counted' ? writer.u8(name.length) : writer).bytes(name);
    return writer.finish();
  },
  describe: ({ classes }) => classes.map((name) => JSON.stringify(name)).join(' '),
};

function decodeCounted(data: Uint8Array): UserClass | null {
  const reader = new Reader(data);
  const classes: string[] = [];
  while (reader.remaining > 0) {
    const length = reader.u8();
    if (length === 0) reader.fail('a class of no length');
    classes.push(decodeText(reader.bytes(length)));
  }
  return reader.fault === null ? { form: 'counted', classes } : null;
}
