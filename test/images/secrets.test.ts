import { describe, expect, it } from 'vitest';
import { hiderOf, isSecret } from '../../core/images/secrets.ts';

const SECRET = `p@ss "w0rd"/$1 & 'ü'`;
const base64 = (bytes: Buffer | string) => Buffer.from(bytes as string).toString('base64');

describe('a secret is hidden', () => {
  it.each<[string, string]>([
    ['as it is', SECRET],
    ['in single quotes of a shell', `'${SECRET.replaceAll("'", "'\\''")}'`],
    ['in double quotes of a shell', `"${SECRET.replace(/["\\$`]/g, '\\$&')}"`],
    ['without quotes in a shell', SECRET.replace(/[^\w@%+=:,./-]/g, '\\$&')],
    ['in single quotes of YAML', `'${SECRET.replaceAll("'", "''")}'`],
    ['in JSON', JSON.stringify({ SECRET })],
    ['in XML', SECRET.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll("'", '&apos;')],
    ['in an address', `http://x/?p=${encodeURIComponent(SECRET)}`],
    ['in a form', new URLSearchParams({ p: SECRET }).toString()],
    ['in an address in lower case', encodeURIComponent(SECRET).replace(/%../g, (code) => code.toLowerCase())],
    ['in base64', base64(SECRET)],
    ['in base64 for addresses', Buffer.from(SECRET).toString('base64url')],
    ['in base64 behind one byte', base64(`u${SECRET}`)],
    ['in base64 behind two bytes', base64(`u:${SECRET}`)],
    ['in base64 behind three, and before others', base64(`ab:${SECRET}:more`)],
    ['as Windows keeps it', base64(Buffer.from(`${SECRET}AdministratorPassword`, 'utf16le'))],
    ['in hexadecimal digits', Buffer.from(SECRET).toString('hex')],
  ])('%s', (_, text) => {
    const shown = hiderOf([SECRET])(`before ${text} after`);
    expect(shown).toMatch(/^before .*\(hidden\).* after$/);
    // Of base64 at most the digits at either end are left, which hang on other bytes too.
    expect(shown.replace('(hidden)', '').length).toBeLessThan(80);
    expect(shown).not.toContain('w0rd');
  });

  it('whole where another is part of it, and wherever it stands', () => {
    expect(hiderOf(['abc', 'abcdef', 'x'])('abcdef-abc-x-abc')).toBe('(hidden)-(hidden)-(hidden)-(hidden)');
  });

  it('among thousands of others without looking through the text for each', () => {
    const many = Array.from({ length: 5000 }, (_, n) => `secret-${n}-value`);
    const text = Array.from({ length: 5000 }, (_, n) => `line ${n} secret-${n}-value`).join('\n');
    expect(hiderOf(many)(text)).not.toContain('-value');
  });
});

it.each([
  ['wifi_psk', true],
  ['product_key', true],
  ['api_key', true],
  ['ssh_keys', false],
  ['keyboard', false],
  ['pinned', false],
])('a variable named %s is secret: %s', (key, secret) => {
  expect(isSecret(key)).toBe(secret);
});
