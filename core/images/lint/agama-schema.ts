/**
 * Agama's profile as its published schemas describe it (rust/share/*.schema.json of agama-project/agama, for SLES 16 and
 * later): names, types, what is required. Older versions know fewer names; where a value was only ever free, it is here.
 */
import type { Shape } from './shape.ts';

const oneOf = (...words: string[]): Shape => ({ words });
const list = (each: Shape): Shape => ({ each });
const either = (...anyOf: Shape[]): Shape => ({ anyOf });
const object = (fields: Readonly<Record<string, Shape>>, ...required: string[]): Shape => ({
  fields,
  required,
});
const open = (fields: Readonly<Record<string, Shape>>): Shape => ({ fields, open: true });

const strings = list('string');
const size = either(
  'string',
  'number',
  list(either('string', 'number')),
  object({ min: 'any', max: 'any' }, 'min'),
);
const filesystem = object({
  reuseIfPossible: 'boolean',
  label: 'string',
  path: 'string',
  mountBy: oneOf('device', 'id', 'label', 'path', 'uuid'),
  mountOptions: strings,
  mkfsOptions: strings,
  type: either('string', 'any'),
});
const search = either('string', open({}));
const generate = object({ generate: either(oneOf('default', 'mandatory'), open({})) }, 'generate');
const deleted = object({ search, delete: 'boolean' }, 'search', 'delete');
const deletable = object({ search, deleteIfNeeded: 'boolean', size }, 'search', 'deleteIfNeeded');
const encryption: Shape = 'any';
const partition = either(
  generate,
  deleted,
  deletable,
  object({
    search,
    alias: 'string',
    id: oneOf('linux', 'swap', 'lvm', 'raid', 'esp', 'prep', 'bios_boot'),
    size,
    encryption,
    filesystem,
  }),
);
const ptableType = oneOf('gpt', 'msdos', 'dasd');
const drive = either(
  object({ search, alias: 'string', ptableType, partitions: list(partition) }, 'partitions'),
  object({ search, alias: 'string', encryption, filesystem }),
);
const volume = either(
  generate,
  deleted,
  deletable,
  object({
    name: 'string',
    alias: 'string',
    search,
    pool: 'boolean',
    usedPool: 'string',
    size,
    stripes: 'number',
    stripeSize: either('string', 'number'),
    encryption,
    filesystem,
  }),
);
const raid = object({
  search,
  alias: 'string',
  name: 'string',
  level: oneOf('raid0', 'raid1', 'raid5', 'raid6', 'raid10'),
  parity: 'string',
  chunkSize: either('string', 'number'),
  devices: strings,
  encryption,
  filesystem,
  ptableType,
  partitions: list(partition),
});

const method4 = oneOf('auto', 'manual', 'link-local', 'disabled');
const method6 = oneOf('auto', 'manual', 'dhcp', 'link-local', 'shared', 'disabled');
const connection = object(
  {
    id: 'string',
    interface: 'string',
    customMacAddress: 'string',
    macAddress: 'string',
    mtu: 'number',
    method4,
    method6,
    gateway4: 'string',
    gateway6: 'string',
    addresses: strings,
    nameservers: strings,
    dnsSearchList: strings,
    dnsSearchlist: strings,
    ignoreAutoDns: 'boolean',
    status: oneOf('up', 'down', 'keep', 'removed'),
    autoconnect: 'boolean',
    persistent: 'boolean',
    wireless: open({ password: 'string', ssid: 'string' }),
    bond: object({
      mode: oneOf(
        'balance-rr',
        'active-backup',
        'balance-xor',
        'broadcast',
        '802.3ad',
        'balance-tlb',
        'balance-alb',
      ),
      options: 'string',
      ports: strings,
    }),
    bridge: open({ ports: strings }),
    match: open({}),
    'ieee-8021x': open({}),
    vlan: object(
      { id: 'number', parent: 'string', protocol: oneOf('802.1Q', '802.1ad'), flags: strings },
      'id',
      'parent',
    ),
  },
  'id',
);

const keys = either('string', strings);
const source = { name: 'string', body: 'string', content: 'string', url: 'any' } as const;
const script = list(object(source, 'name'));
const locale = { timezone: 'string' } as const;

export const AGAMA: Shape = object({
  $schema: 'string',
  access: open({}),
  bootloader: open({
    stopOnBootMenu: 'boolean',
    timeout: 'number',
    extraKernelParams: 'string',
    updateNvram: 'boolean',
  }),
  dasd: 'any',
  files: list(
    object(
      {
        destination: 'string',
        content: 'string',
        url: 'any',
        permissions: 'string',
        user: 'string',
        group: 'string',
      },
      'destination',
    ),
  ),
  hostname: open({ static: 'string', transient: 'string' }),
  iscsi: 'any',
  l10n: object({ ...locale, locale: 'string', keymap: 'string' }),
  legacyAutoyastStorage: list('any'),
  localization: object({ ...locale, language: 'string', keyboard: 'string' }),
  network: object({ state: open({}), connections: list(connection) }),
  ntp: open({ sources: list(open({ type: oneOf('pool', 'server', 'peer'), address: 'string' })) }),
  product: object(
    {
      id: 'string',
      mode: 'string',
      registrationCode: 'string',
      registrationEmail: 'string',
      registrationUrl: 'string',
      addons: list(object({ id: 'string', version: 'string', registrationCode: 'string' }, 'id')),
    },
    'id',
  ),
  proxy: open({ enabled: 'boolean', httpProxy: 'string', httpsProxy: 'string', noProxy: 'string' }),
  questions: object({
    policy: oneOf('auto', 'user'),
    answers: list(open({ class: 'string', text: 'string' })),
  }),
  root: object({ password: 'string', hashedPassword: 'boolean', sshPublicKey: keys, sshPublicKeys: keys }),
  scripts: object({
    pre: script,
    postPartitioning: script,
    post: list(object({ ...source, chroot: 'boolean' }, 'name')),
    init: script,
  }),
  security: open({
    sslCertificates: list(open({ fingerprint: 'string', algorithm: oneOf('SHA1', 'SHA256') })),
  }),
  software: open({
    patterns: either(strings, object({ add: strings, remove: strings })),
    packages: strings,
    onlyRequired: 'boolean',
    extraRepositories: list(open({ alias: 'string', url: 'string' })),
  }),
  storage: object({
    boot: object({ configure: 'boolean', device: 'string' }, 'configure'),
    drives: list(drive),
    volumeGroups: list(
      object(
        {
          name: 'string',
          search,
          extentSize: either('string', 'number'),
          physicalVolumes: list('any'),
          logicalVolumes: list(volume),
        },
        'name',
      ),
    ),
    mdRaids: list(raid),
    guided: open({}),
  }),
  user: object(
    {
      fullName: 'string',
      userName: 'string',
      password: 'string',
      hashedPassword: 'boolean',
      sshPublicKey: keys,
      sshPublicKeys: keys,
    },
    'fullName',
    'userName',
    'password',
  ),
  zfcp: 'any',
});
