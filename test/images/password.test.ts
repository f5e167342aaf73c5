import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cryptPassword } from '../../core/host/crypt-password.ts';
import { isPasswordHash, saltFrom, sha512Crypt } from '../../core/images/password.ts';

const sha512 = (bytes: Uint8Array) => createHash('sha512').update(bytes).digest();
const openssl = (password: string, salt: string): string =>
  execFileSync('openssl', ['passwd', '-6', '-salt', salt, password], { encoding: 'utf8' }).trim();

describe('sha512Crypt', () => {
  it("gives the specification's example", () => {
    expect(sha512Crypt('Hello world!', 'saltstring', sha512)).toBe(
      '$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1',
    );
  });

  it.runIf(existsSync('/usr/bin/openssl')).each([
    ['fieldboot', 'abcdefghijklmnop'],
    ['x', 'a'],
    ['a password much longer than sixty-four bytes, so that the digest is repeated inside it', './0AZaz9'],
    ['пароль 密码', 'saltsalt'],
  ])('agrees with openssl on %s', (password, salt) => {
    expect(sha512Crypt(password, salt, sha512)).toBe(openssl(password, salt));
  });

  it('of an empty password does not fail', () => {
    expect(isPasswordHash(sha512Crypt('', 'salt', sha512))).toBe(true);
  });

  it('has another salt each time', () => {
    const [first, second] = [cryptPassword('same'), cryptPassword('same')];
    expect(first).not.toBe(second);
    expect(isPasswordHash(first)).toBe(true);
  });

  it('takes its salt from random bytes', () => {
    expect(saltFrom(Uint8Array.from({ length: 16 }, (_, i) => i * 4 + 200))).toMatch(/^[./0-9A-Za-z]{16}$/);
  });
});

describe('isPasswordHash', () => {
  it.each(['$1$a$abcdefgh', '$5$rounds=5000$s$abcdefgh', '$y$j9T$abc$defghijk'])('takes %s', (text) => {
    expect(isPasswordHash(text)).toBe(true);
  });
  it.each(['', 'secret', '$6$', '$6$a b$cdefghijk', '*', '$6$a:b$cdefghij'])('refuses "%s"', (text) => {
    expect(isPasswordHash(text)).toBe(false);
  });
});
