/** How a secret may stand in a script, an answer file, an address or a log. Pure. */

/** Shorter ones have no more than themselves: what is made of them would be found everywhere. */
const SHORTEST = 4;

/**
 * A value as it is, and as it stands between quotation marks of a shell, a kickstart, YAML, JSON or XML, in an address, in
 * base64 and in hexadecimal digits.
 */
export function spellingsOf(value: string): string[] {
  const quoted = [value, ...inQuotes(value), ...inXml(value)];
  const made = value.length < SHORTEST ? [] : [...inAddress(value), ...inBase64(value), ...inHex(value)];
  return [...new Set([...quoted, ...made])].filter((one) => one !== '');
}

const inQuotes = (value: string): string[] => [
  value.replaceAll("'", "'\\''"),
  value.replaceAll("'", "''"),
  value.replace(/["\\]/g, '\\$&'),
  value.replace(/["\\$`]/g, '\\$&'),
  value.replace(/[^\w@%+=:,./-]/g, '\\$&'),
  value.replaceAll('$', '$$$$'),
  JSON.stringify(value).slice(1, -1),
];

function inXml(value: string): string[] {
  const text = value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return [
    text,
    text.replaceAll('"', '&#34;'),
    text.replaceAll('"', '&quot;').replaceAll("'", '&apos;'),
    text.replaceAll('"', '&quot;').replaceAll("'", '&#39;'),
    text.replaceAll('"', '&#34;').replaceAll("'", '&#39;'),
  ];
}

/** As browsers and iPXE write it, in either case, and with a plus for a space as forms do. */
function inAddress(value: string): string[] {
  const bytes = [...new TextEncoder().encode(value)];
  const written = (keeps: RegExp) =>
    bytes
      .map((byte) => {
        const sign = String.fromCharCode(byte);
        return keeps.test(sign) ? sign : `%${byte.toString(16).padStart(2, '0').toUpperCase()}`;
      })
      .join('');
  const all = [encodeURIComponent(value.toWellFormed()), encodeURI(value.toWellFormed()), written(/[\w.~-]/)];
  const lower = all.map((one) => one.replace(/%../g, (code) => code.toLowerCase()));
  return [...all, ...lower].flatMap((one) => [one, one.replaceAll('%20', '+')]);
}

/**
 * By itself and inside something longer, where its bytes may begin at any of three places (`user:password` of HTTP); as
 * UTF-8 and as UTF-16, with Windows' word behind it (unattend.xml).
 */
function inBase64(value: string): string[] {
  const utf8 = new TextEncoder().encode(value);
  const wide = utf16(value);
  const within = [0, 1, 2].flatMap((offset) => [utf8, wide].map((bytes) => core64(bytes, offset)));
  return within.filter((one) => one.length >= SHORTEST).flatMap((one) => [one, urlSafe(one)]);
}

const utf16 = (value: string): Uint8Array =>
  Uint8Array.from({ length: 2 * value.length }, (_, n) => (value.charCodeAt(n >> 1) >> (8 * (n & 1))) & 255);

/** The digits of base64 that hang on these bytes alone, when `offset` others stand before them. */
function core64(bytes: Uint8Array, offset: number): string {
  const padded = new Uint8Array(offset + bytes.length);
  padded.set(bytes, offset);
  const digits = btoa(String.fromCharCode(...padded)).replaceAll('=', '');
  const first = Math.ceil((offset * 8) / 6);
  const whole = Math.floor((padded.length * 8) / 6);
  return digits.slice(first, whole);
}

const urlSafe = (digits: string): string => digits.replaceAll('+', '-').replaceAll('/', '_');

function inHex(value: string): string[] {
  const digits = [...new TextEncoder().encode(value)].map((byte) => byte.toString(16).padStart(2, '0'));
  return [digits.join(''), digits.join('').toUpperCase(), digits.map((one) => `\\x${one}`).join('')];
}
