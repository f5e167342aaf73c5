import { describe, expect, it } from 'vitest';
import { formOf } from '../../../core/images/form.ts';
import { lintAgama } from '../../../core/images/lint/agama.ts';
import { lintAutoinstall } from '../../../core/images/lint/autoinstall.ts';
import { lintAutoyast } from '../../../core/images/lint/autoyast.ts';
import { difference } from '../../../core/images/lint/difference.ts';
import type { Finding } from '../../../core/images/lint/finding.ts';
import { lintForm } from '../../../core/images/lint/form.ts';
import { nearest } from '../../../core/images/lint/nearest.ts';
import { lintPreseed } from '../../../core/images/lint/preseed.ts';
import { hideSecrets, withoutSecrets } from '../../../core/images/secrets.ts';
import { preseed } from '../support/templates.ts';

const HASH = '$6$saltsalt$abcdefgh';
const short = (findings: readonly Finding[]) =>
  findings.map(({ line, level, problem }) => [
    line,
    level,
    problem.code.replace('LINT_', ''),
    problem.params.near ?? '',
  ]);

describe('lintPreseed', () => {
  const look = (text: string) => short(lintPreseed(text)).filter(([, , code]) => code !== 'KEY_MISSING');

  it.each([
    ['d-i passwd/make-user bolean true', [[1, 'error', 'TYPE_UNKNOWN', 'boolean']]],
    ['d-i passwd/make-user boolean yes', [[1, 'error', 'VALUE_WRONG', '']]],
    ['d-i passwd/make-usr boolean true', [[1, 'note', 'QUESTION_UNKNOWN', 'passwd/make-user']]],
    ['debian partman-auto/method string lvm', [[1, 'warning', 'OWNER_WRONG', '']]],
    ['d-i partman-auto/method boolean true', [[1, 'warning', 'TYPE_WRONG', '']]],
    ['d-i partman-auto/choose_recipe string atomic', []],
    ['d-i passwd/root-password password secret', [[1, 'warning', 'SECRET_PLAIN', '']]],
    ['d-i passwd/root-password-crypted password secret', [[1, 'error', 'VALUE_WRONG', '']]],
    [`d-i passwd/root-password-crypted password ${HASH}`, []],
    ['d-i apt-setup/local0/repository string http://a b main', []],
    ['tasksel tasksel/first multiselect standard', []],
    [
      '# a\n\nd-i preseed/late_command string \\\n  true; \\\n  false\nd-i x',
      [[6, 'error', 'LINE_UNREADABLE', '']],
    ],
    ['d-i preseed/late_command string \\', [[1, 'error', 'LINE_UNREADABLE', '']]],
  ])('of %j says', (text, expected) => {
    expect(look(text)).toEqual(expected);
  });

  it('says what is missing', () => {
    const keys = lintPreseed('d-i time/zone string Etc/UTC\n').map(({ problem }) => problem.params.key);
    expect(keys).toEqual([
      'debian-installer/locale',
      'keyboard-configuration/xkb-keymap',
      'passwd/root-password-crypted',
      'partman-auto/method',
    ]);
  });

  it('has nothing against our own', async () => {
    const settings = {
      root_password_hash: HASH,
      user: 'tech',
      layout: 'raid1',
      vlan: '5',
      mirror: 'http://m/debian',
    };
    expect(lintPreseed(await preseed(settings))).toEqual([]);
  });
});

describe('lintAutoinstall', () => {
  const good = `#cloud-config
autoinstall:
  version: 1
  storage: {layout: {name: direct}}
  identity: {hostname: a, username: b, password: "${HASH}"}
  late-commands:
    - curtin in-target -- true
    - [sh, -c, 'true']
`;
  it.each([
    [good, []],
    [
      `${good}  keyboard: {layot: us}\n`,
      [
        [9, 'error', 'SCHEMA', ''],
        [9, 'error', 'ELEMENT_UNKNOWN', 'layout'],
      ],
    ],
    [`${good}  apt: {fallback: retry}\n`, [[9, 'error', 'SCHEMA', '']]],
    [`${good}  network: {version: 1}\n`, [[9, 'error', 'SCHEMA', '']]],
    [
      `${good}  user-data: {users: [{name: a, plain_text_passwd: b}]}\n`,
      [[9, 'warning', 'SECRET_PLAIN', '']],
    ],
    [good.replace(/ {2}storage.*\n/, ''), [[null, 'warning', 'DISK_UNSAID', '']]],
    [good.replace(/ {2}identity.*\n/, ''), [[null, 'error', 'KEY_MISSING', '']]],
    [
      good
        .replace(/ {2}(?:identity|storage).*\n/g, '  interactive-sections: ["*"]\n')
        .replace(/( {2}inter.*\n)\1/, '$1'),
      [],
    ],
    [good.replace('#cloud-config\n', ''), [[1, 'error', 'UNREADABLE', '']]],
    [good.replace('version: 1', 'version: 2'), [[3, 'error', 'SCHEMA', '']]],
    [`${good}  storge: {}\n`, [[9, 'warning', 'ELEMENT_UNKNOWN', 'storage']]],
    [good.replace(HASH, 'plain'), [[4, 'error', 'SECRET_PLAIN', '']]],
    [good.replace('hostname: a, ', ''), [[4, 'error', 'SCHEMA', '']]],
    [good.replace('- curtin', '-curtin'), [[6, 'error', 'SCHEMA', '']]],
    [good.replace('}', ''), [[5, 'error', 'UNREADABLE', '']]],
    ['#cloud-config\npackages: []\n', [[null, 'error', 'KEY_MISSING', '']]],
  ])('of %j says', (text, expected) => {
    const found = short(lintAutoinstall(text));
    expect(found.map(([, level, code, near]) => [level, code, near])).toEqual(
      expected.map(([, ...rest]) => rest),
    );
    for (const [index, [line]] of expected.entries())
      if (line !== null) expect(Math.abs(Number(found[index]?.[0]) - Number(line))).toBeLessThanOrEqual(2);
  });

  it('costs nothing where aliases multiply', () => {
    const bomb = `#cloud-config\na: &a [x, x, x, x, x, x, x, x, x]\n${'bcdefgh'
      .split('')
      .map((name, n) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[n]}`).join(', ')}]`)
      .join('\n')}\n`;
    expect(short(lintAutoinstall(bomb)).map(([, level]) => level)).toEqual(['error']);
  });
});

describe('lintAutoyast', () => {
  const whole = (inner: string) =>
    `<?xml version="1.0"?>\n<profile xmlns="http://www.suse.com/1.0/yast2ns">\n${inner}\n</profile>\n`;
  it.each([
    [whole('<general/>'), []],
    [whole('<general><mode>\n<confirm>false</confirm></mode></general>'), [[4, 'error', 'TYPE_UNSAID', '']]],
    [
      whole('<software><packages>\n<package>a</package></packages></software>'),
      [[3, 'error', 'TYPE_UNSAID', '']],
    ],
    [whole('<general t="map"><mode><confirm t="boolean">false</confirm></mode></general>'), []],
    [whole('<partitionig/>'), [[3, 'warning', 'ELEMENT_UNKNOWN', 'partitioning']]],
    [
      whole('<users t="list"><user><user_password>secret</user_password></user></users>'),
      [[3, 'warning', 'SECRET_PLAIN', '']],
    ],
    [whole(`<users t="list"><user><user_password>${HASH}</user_password></user></users>`), []],
    [whole('<general>'), [[4, 'error', 'UNREADABLE', '']]],
    ['<autoinstall/>\n', [[1, 'error', 'UNREADABLE', '']]],
  ])('of %j says', (text, expected) => {
    expect(
      short(lintAutoyast(text))
        .filter(([line]) => line !== null)
        .slice(0, 1),
    ).toEqual(expected);
  });

  it('says what is missing', () => {
    const codes = (text: string, modular?: boolean) =>
      lintAutoyast(text, modular).map(({ problem }) => problem.params.key ?? problem.code);
    expect(codes(whole(''), true)).toEqual([
      'general/mode/confirm',
      'users',
      'software/products',
      'LINT_DISK_UNSAID',
    ]);
    expect(
      codes(
        whole(
          '<general><mode><confirm config:type="boolean">false</confirm></mode></general><users config:type="list"/><partitioning config:type="list"/>',
        ).replace('ns">', 'ns" xmlns:config="c">'),
      ),
    ).toEqual([]);
  });
});

describe('lintAgama', () => {
  const rest = '"user": {"fullName": "a", "userName": "a", "password": "*"}, "storage": {}';
  it.each([
    [
      `{\n  "product": {"id": "SLES"}, ${rest},\n  "root": {"hashedPassword": true, "password": "$6$saltsalt$abcdefgh"}\n}`,
      [],
    ],
    [`{\n  "product": {"id": "X"}\n  "user": {}\n}`, [[3, 'error', 'UNREADABLE', '']]],
    ['{\n  "product": {"id": "X"},\n  "user": {}\n', [[1, 'error', 'UNREADABLE', '']]],
    ['{\n  "product": {"id": "X},\n}', [[2, 'error', 'UNREADABLE', '']]],
    [
      `{\n  "product": {"id": "X"}, ${rest},\n  "sofware": {}\n}`,
      [[3, 'error', 'ELEMENT_UNKNOWN', 'software']],
    ],
    [
      `local x = {\n a: 1 };\n{\n  product: { id: 'SLES' }, storage: {},\n  root: { password: 'plain' }, // mine\n}`,
      [[5, 'warning', 'SECRET_PLAIN', '']],
    ],
    // Jsonnet may begin as JSON does, and is none.
    [
      `{\n  # mine\n  local id = 'SLES',\n  product: { id: id },\n  root+: {},\n  storage:: {}, storage: {},\n}\n`,
      [],
    ],
    [`local base = import 'base.libsonnet';\nbase + { software+: { packages: ['a'] } }`, []],
    [
      `(\n{ product: { id: 7 }, root: {}, storage: {} }\n) + { scripts+: { post+: [] } }`,
      [[2, 'error', 'SCHEMA', '']],
    ],
    [`{ product: { id: 7 }, root: {}, storage: {} }`, [[1, 'error', 'SCHEMA', '']]],
    [`{ product: {}, root: {}, storage: {} }`, [[1, 'error', 'KEY_MISSING', '']]],
    [
      `{ product: { id: 'X' }, root: {}, storage: { drives: [{ search: '*', partitions: [\n{ size: '1 GiB', filesytem: {} }] }] } }`,
      [[2, 'error', 'ELEMENT_UNKNOWN', 'filesystem']],
    ],
    [
      `{ product: { id: 'X' }, root: {}, storage: { drives: [{ search: d, partitions: [] } for d in ['a']] } }`,
      [],
    ],
    [
      '{\n  "user": {"fullName": "a", "userName": "a", "password": "*"}\n}',
      [
        [null, 'note', 'KEY_MISSING', ''],
        [null, 'warning', 'DISK_UNSAID', ''],
      ],
    ],
  ])('of %j says', (text, expected) => {
    expect(short(lintAgama(text))).toEqual(expected);
  });
});

describe('lintForm', () => {
  const disk = (name: string, gb: number) => ({
    name,
    bytes: gb * 1e9,
    model: '',
    serial: '',
    solidState: false,
  });

  it('holds the disk rule against the disks of the machine, once they are known', () => {
    const codes = (settings: Record<string, string>, disks: Parameters<typeof lintForm>[1]) =>
      lintForm(formOf(settings), disks).map(({ problem }) => [problem.code, problem.params.disks]);
    expect(codes({}, null)).toEqual([]);
    expect(codes({}, [disk('sda', 480)])).toEqual([]);
    expect(codes({}, [disk('sda', 480), disk('sdb', 480)])).toEqual([
      ['LINT_DISK_SEVERAL', 'sda (480 GB), sdb (480 GB)'],
    ]);
    expect(codes({ disk_min: '1T' }, [disk('sda', 480)])).toEqual([['LINT_DISK_NONE', 'sda (480 GB)']]);
    expect(codes({ network: 'static' }, null)).toEqual([['ADDRESS_MISSING', undefined]]);
  });
});

describe('difference', () => {
  it.each([
    ['a\nb\nc', 'a\nx\nc', ' a -b +x  c'],
    ['', 'a', '- +a'],
    ['a\n{{ x }}\nb', 'a\n1\n2\nb', ' a -{{ x }} +1 +2  b'],
  ])('of %j and %j', (template, text, expected) => {
    const sign = { same: ' ', template: '-', rendered: '+' };
    expect(
      difference(template, text)
        .map(({ side, text: line }) => sign[side] + line)
        .join(' '),
    ).toBe(expected);
  });

  it('keeps both files whole', () => {
    const [a, b] = [5, 7].map((every) => Array.from({ length: 60 }, (_, n) => `${n % every}`));
    const lines = difference((a ?? []).join('\n'), (b ?? []).join('\n'));
    expect(lines.filter(({ side }) => side !== 'rendered').map(({ text }) => text)).toEqual(a);
    expect(lines.filter(({ side }) => side !== 'template').map(({ text }) => text)).toEqual(b);
  });
});

describe('nearest', () => {
  it.each([
    ['netwrok', 'network'],
    ['--typ', '--type'],
    ['xyz', null],
  ])('of %s is %s', (word, expected) => {
    expect(nearest(word, ['network', 'firewall', '--type'])).toBe(expected);
  });
});

describe('secrets', () => {
  const settings = {
    root_password_hash: HASH,
    join_token: `a"b'c<d`,
    user: 'tech',
    ssh_key: 'ssh-ed25519 AAAA',
  };

  it('are not shown by themselves', () => {
    expect(withoutSecrets(settings)).toEqual({
      ...settings,
      root_password_hash: '(hidden)',
      join_token: '(hidden)',
    });
  });

  it('nor in any spelling inside a file', () => {
    const text = `${HASH} a"b'c<d a\\"b'c<d a"b'\\''c<d a&#34;b&#39;c&lt;d tech`;
    const shown = hideSecrets(text, settings);
    expect(shown.replaceAll('(hidden)', '')).not.toContain('c<d');
    expect(shown).toContain('tech');
    expect(shown).not.toContain(HASH);
  });
});
