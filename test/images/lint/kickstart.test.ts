import { describe, expect, it } from 'vitest';
import { lintKickstart } from '../../../core/images/lint/kickstart.ts';
import { COMMANDS } from '../../../core/images/lint/kickstart-commands.ts';
import { shellWords } from '../../../core/images/lint/shell-words.ts';
import { KICKSTARTS, kickstart } from '../support/templates.ts';

const EL9 = { el: 9, title: 'EL 9' };
const WHOLE = 'lang en_US\nkeyboard us\ntimezone UTC\nrootpw --lock\nautopart\nbootloader\n';
const look = (text: string, version = EL9) =>
  lintKickstart(WHOLE + text, version)
    .filter(({ line }) => line === null || line > 6)
    .map(({ line, level, problem }) => [
      line && line - 6,
      level,
      problem.code.replace('LINT_', ''),
      problem.params.near ?? problem.params.instead ?? problem.params.key ?? '',
    ]);

describe('lintKickstart', () => {
  it('finds nothing in a kickstart that is right', () => {
    expect(
      look('url --url=http://a/ --noverifyssl\n%packages\n@core\n%end\n%post\nbogus --x\n%end\n'),
    ).toEqual([]);
  });

  it.each([
    ['networks --bootproto=dhcp', EL9, [[1, 'error', 'COMMAND_UNKNOWN', 'network']]],
    ['install', EL9, [[1, 'warning', 'COMMAND_GONE', 'nothing: url, cdrom or nfs alone says it']]],
    ['authconfig --enableshadow', EL9, [[1, 'warning', 'COMMAND_GONE', 'authselect']]],
    ['timesource --ntp-server=a', { el: 8, title: 'EL 8' }, [[1, 'error', 'COMMAND_UNKNOWN', '-']]],
    ['autopart --typ=lvm', EL9, [[1, 'error', 'OPTION_UNKNOWN', '--type']]],
    ['autopart --type=lvm', { el: 6, title: 'EL 6' }, [[1, 'error', 'OPTION_UNKNOWN', '--type']]],
    [
      'timezone UTC --ntpservers=a',
      { el: 10, title: 'EL 10' },
      [[1, 'error', 'OPTION_UNKNOWN', '--ntpservers']],
    ],
    ['%packges\n@core\n%end', EL9, [[1, 'error', 'SECTION_UNKNOWN', '%packages']]],
    ['%packages\n@core', EL9, [[1, 'error', 'SECTION_OPEN', '']]],
    ['%packages\n@core\n%post\ntrue\n%end', EL9, [[1, 'error', 'SECTION_OPEN', '']]],
    ['%packages\n@core\n%post\ntrue', { el: 5, title: 'EL 5' }, []],
    ['user --name="tech', EL9, [[1, 'error', 'QUOTE_OPEN', '']]],
    ['rootpw secret', EL9, [[1, 'warning', 'SECRET_PLAIN', 'rootpw']]],
    ['rootpw --iscrypted $6$salt$abcdefgh', EL9, []],
    ['user --name=tech --password=hunter2', EL9, [[1, 'warning', 'SECRET_PLAIN', 'user']]],
    ['# networks\n\nskipx', EL9, []],
  ] as const)('of %j says', (text, version, expected) => {
    expect(look(`${text}\n`, version)).toEqual(expected);
  });

  it('says what is missing, but not what an included file may say', () => {
    const keys = (text: string) => lintKickstart(text, EL9).map(({ problem }) => problem.params.key);
    expect(keys('lang en_US\n')).toEqual([
      'keyboard',
      'timezone',
      'rootpw',
      'part or autopart',
      'bootloader',
    ]);
    expect(keys('lang en_US\n%include /tmp/disk.ks\n')).toEqual(['keyboard', 'timezone', 'rootpw']);
  });

  it.each(Object.keys(KICKSTARTS) as (keyof typeof KICKSTARTS)[])(
    'has nothing against our own for %s',
    async (version) => {
      const el = version === 'F42' ? 10 : Number(version.slice(4));
      const settings = {
        root_password_hash: '$6$salt$abcdefgh',
        user: 'tech',
        layout: 'lvm',
        ntp: 'ntp.lab',
      };
      expect(lintKickstart(await kickstart(settings, version), { el, title: version })).toEqual([]);
    },
  );

  it('knows every command by a name and releases that make sense', () => {
    for (const [name, { from, until }] of COMMANDS) expect([name, from <= until]).toEqual([name, true]);
    expect(COMMANDS.get('zerombr')).toMatchObject({ from: 0, until: 99 });
    expect(COMMANDS.get('authconfig')).toMatchObject({ until: 8, instead: 'authselect', options: null });
  });
});

describe('shellWords', () => {
  it.each([
    ['a "b c" d', ['a', 'b c', 'd']],
    [`--x="a 'b'" '"'`, [`--x=a 'b'`, '"']],
    ['a\\ b ""', ['a b', '']],
    ['a # b', ['a']],
    ['a#b', ['a#b']],
    ['"a \\" b"', ['a " b']],
    ['a "b', null],
  ])('splits %j', (line, words) => {
    expect(shellWords(line)).toEqual(words);
  });
});
