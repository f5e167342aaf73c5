/**
 * Ignition's configuration of one machine, which CoreOS and Flatcar fetch in their RAM disk (specification 3.3.0,
 * coreos.github.io/ignition/configuration-v3_3): who may log in, and what the machine is called.
 */
import type { AnswerFile, InstallContext } from '../family.ts';
import type { Settings } from '../profile.ts';
import { COMMON_DEFAULTS } from '../settings.ts';

export const IGNITION_FILE: AnswerFile = { name: 'config.ign', template: 'ignition.liquid' };

const { hostname, user, ssh_key, sudo } = COMMON_DEFAULTS as Record<string, string>;
/** Of the settings of an installation those that a system in memory can use. */
export const IGNITION_DEFAULTS: Settings = {
  ...{ hostname: hostname ?? '', user: user ?? '', ssh_key: ssh_key ?? '', sudo: sudo ?? 'auto' },
  ...{ kernel_args: '', boot_way: '' },
};

/** What the template writes as JSON. `core` is the account that both systems have. */
export function ignitionVariables({ form, hostname }: InstallContext): Readonly<Record<string, unknown>> {
  const { user, sshKeys } = form.login;
  const account = {
    name: user?.name ?? 'core',
    ...(user?.hash ? { passwordHash: user.hash } : {}),
    ...(sshKeys.length > 0 ? { sshAuthorizedKeys: sshKeys } : {}),
    // `core` has these already; an account that is made needs them to become root.
    ...(user ? { groups: ['sudo', 'wheel'] } : {}),
  };
  return {
    ignition: {
      ignition: { version: '3.3.0' },
      passwd: { users: [account] },
      storage: {
        files: [
          {
            path: '/etc/hostname',
            mode: 0o644,
            overwrite: true,
            contents: { source: `data:,${encodeURIComponent(`${hostname}\n`)}` },
          },
        ],
      },
    },
  };
}
