import { describe, expect, it } from 'vitest';
import { loginOf, prepareSettings, settingWarnings, words } from '../../core/images/settings.ts';

const prepare = (settings: Record<string, string>) =>
  prepareSettings(settings, (plain) => `$6$${plain.length}$hashed`);
const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJm1h1Yp3m3v9bq9XcJgq3Vd3m6k0yq1b7u3l4n5o6p7 me@laptop';

describe('prepareSettings', () => {
  it('keeps hashes, never passwords', () => {
    const prepared = prepare({
      root_password: 'secret',
      user: 'tech',
      user_password: 'hunter2',
      locale: ' de_DE.UTF-8 ',
    });
    expect(prepared).toEqual({
      root_password_hash: '$6$6$hashed',
      user: 'tech',
      user_password_hash: '$6$7$hashed',
      locale: 'de_DE.UTF-8',
    });
  });

  it('takes an empty value as taking back, for a password too', () => {
    expect(prepare({ root_password: '', disk: '' })).toEqual({ root_password_hash: '', disk: '' });
  });

  it('lets variables of own templates through', () => {
    expect(prepare({ rack_row: 'B 7; "x"' })).toEqual({ rack_row: 'B 7; "x"' });
  });

  it.each([
    ['locale', 'C.UTF-8'],
    ['locale', 'sr_RS@latin'],
    ['timezone', 'America/Argentina/Buenos_Aires'],
    ['disk', '/dev/nvme0n1'],
    ['disk', '/dev/disk/by-id/ata-Samsung_SSD_870:1'],
    ['ssh_key', KEY],
    ['packages', '@^minimal-environment openssh-server g++'],
    ['kernel_args', 'console=tty0 console=ttyS0,115200n8'],
    ['mirror', 'https://mirror.lab:8443/debian/'],
    ['root_password_hash', '$y$j9T$abcdefgh$0123456789'],
    ['finish', 'poweroff'],
  ])('accepts %s=%s', (key, value) => {
    expect(prepare({ [key]: value })).toEqual({ [key]: value });
  });

  it.each([
    ['disk', 'all'],
    ['disk', '/dev/sd*'],
    ['disk', 'sda'],
    ['disk', '/dev/sda; rm -rf /'],
    ['layout', 'raid5'],
    ['user', 'Root'],
    ['root_password_hash', 'secret'],
    ['ssh_key', 'ssh-rsa'],
    ['mirror', 'ftp://mirror.lab/'],
    ['mirror', 'http://mirror.lab/ trixie'],
    ['kernel_args', 'a ; reboot'],
    ['packages', 'vim;reboot'],
    ['locale', 'de_DE.UTF-8\nd-i preseed/run string evil'],
    ['any_variable', 'two\nlines'],
    ['Bad Name', 'x'],
    ['join_token', '(hidden)'],
    ['root_password', '(hidden)'],
    ['__proto__x', 'x'],
  ])('refuses %s=%s', (key, value) => {
    expect(() => prepare({ [key]: value })).toThrow(
      expect.objectContaining({ problem: expect.objectContaining({ code: 'SETTING_INVALID' }) }),
    );
  });

  it('takes the sign of a secret for nothing special where there is no secret', () => {
    expect(prepare({ rack: '(hidden)' })).toEqual({ rack: '(hidden)' });
  });

  it('does not take the names of object properties for settings', () => {
    expect(prepare({ constructor: 'x' })).toEqual({ constructor: 'x' });
  });
});

describe('loginOf', () => {
  const none = { rootHash: '', user: null, sudo: 'no', sshKeys: [], keyOwner: 'root' };
  const tech = { name: 'tech', fullname: 'tech', hash: '*' };

  it.each([
    ['nothing: the installer asks', {}, { ...none, root: 'ask' }],
    ['a root password', { root_password_hash: 'H' }, { ...none, root: 'password', rootHash: 'H' }],
    ['a key: root has it and no password', { ssh_key: KEY }, { ...none, root: 'locked', sshKeys: [KEY] }],
    [
      'a user without a way in: the installer asks',
      { user: 'tech' },
      { ...none, root: 'ask', user: tech, sudo: 'password', keyOwner: 'tech' },
    ],
    [
      'a user with a password',
      { user: 'tech', user_password_hash: 'H' },
      { ...none, root: 'locked', user: { ...tech, hash: 'H' }, sudo: 'password', keyOwner: 'tech' },
    ],
    [
      'a user with a key',
      { user: 'tech', ssh_key: KEY },
      { ...none, root: 'locked', user: tech, sudo: 'nopassword', sshKeys: [KEY], keyOwner: 'tech' },
    ],
    [
      'both',
      { user: 'tech', ssh_key: KEY, root_password_hash: 'H' },
      { ...none, root: 'password', rootHash: 'H', user: tech, sshKeys: [KEY], keyOwner: 'tech' },
    ],
  ])('with %s', (_, settings, login) => {
    expect(loginOf(settings)).toEqual(login);
  });

  it('is a warning where the installer will ask', () => {
    expect(settingWarnings({}).map(({ code }) => code)).toEqual(['PROFILE_NO_LOGIN']);
    expect(settingWarnings({ ssh_key: KEY })).toEqual([]);
  });
});

describe('words', () => {
  it('are what spaces separate', () => {
    expect([words(' a  b '), words(''), words(undefined)]).toEqual([['a', 'b'], [], []]);
  });
});
