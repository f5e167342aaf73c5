/**
 * Ignition's configuration of version 3 as its specification describes it (coreos.github.io/ignition/configuration-v3_4):
 * names, types, what is required. What only one version knows is here too: Ignition itself tells what it is too old for.
 */
import type { Shape } from './shape.ts';

const list = (each: Shape): Shape => ({ each });
const object = (fields: Readonly<Record<string, Shape>>, ...required: string[]): Shape => ({
  fields,
  required,
});

const strings = list('string');
const headers = list(object({ name: 'string', value: 'string' }, 'name'));
const resource = object({
  source: 'string',
  compression: 'string',
  httpHeaders: headers,
  verification: object({ hash: 'string' }),
});
const owner = object({ id: 'number', name: 'string' });
const node = { path: 'string', overwrite: 'boolean', user: owner, group: owner } as const;
const partition = object({
  ...{ label: 'string', number: 'number', sizeMiB: 'number', startMiB: 'number' },
  ...{ typeGuid: 'string', guid: 'string', wipePartitionEntry: 'boolean' },
  ...{ shouldExist: 'boolean', resize: 'boolean' },
} as const);

const storage = object({
  disks: list(object({ device: 'string', wipeTable: 'boolean', partitions: list(partition) }, 'device')),
  raid: list(
    object({ name: 'string', level: 'string', devices: strings, spares: 'number', options: strings }, 'name'),
  ),
  filesystems: list(
    object(
      {
        ...{ device: 'string', format: 'string', path: 'string', wipeFilesystem: 'boolean' },
        ...{ label: 'string', uuid: 'string', options: strings, mountOptions: strings },
      } as const,
      'device',
    ),
  ),
  files: list(object({ ...node, contents: resource, append: list(resource), mode: 'number' }, 'path')),
  directories: list(object({ ...node, mode: 'number' }, 'path')),
  links: list(object({ ...node, target: 'string', hard: 'boolean' }, 'path', 'target')),
  luks: list(
    object(
      {
        ...{ name: 'string', device: 'string', keyFile: resource, label: 'string', uuid: 'string' },
        ...{
          options: strings,
          discard: 'boolean',
          openOptions: strings,
          wipeVolume: 'boolean',
          clevis: 'any',
        },
      } as const,
      'name',
    ),
  ),
});

const systemd = object({
  units: list(
    object(
      {
        ...{ name: 'string', enabled: 'boolean', mask: 'boolean', contents: 'string' },
        dropins: list(object({ name: 'string', contents: 'string' }, 'name')),
      } as const,
      'name',
    ),
  ),
});

const passwd = object({
  users: list(
    object(
      {
        ...{ name: 'string', passwordHash: 'string', sshAuthorizedKeys: strings, uid: 'number' },
        ...{ gecos: 'string', homeDir: 'string', noCreateHome: 'boolean', primaryGroup: 'string' },
        ...{ groups: strings, noUserGroup: 'boolean', noLogInit: 'boolean', shell: 'string' },
        ...{ shouldExist: 'boolean', system: 'boolean' },
      } as const,
      'name',
    ),
  ),
  groups: list(
    object(
      { name: 'string', gid: 'number', passwordHash: 'string', shouldExist: 'boolean', system: 'boolean' },
      'name',
    ),
  ),
});

export const IGNITION: Shape = object(
  {
    ignition: object(
      {
        version: 'string',
        config: object({ merge: list(resource), replace: resource }),
        timeouts: object({ httpResponseHeaders: 'number', httpTotal: 'number' }),
        security: object({ tls: object({ certificateAuthorities: list(resource) }) }),
        proxy: object({ httpProxy: 'string', httpsProxy: 'string', noProxy: strings }),
      },
      'version',
    ),
    storage,
    systemd,
    passwd,
    kernelArguments: object({ shouldExist: strings, shouldNotExist: strings }),
  },
  'ignition',
);
