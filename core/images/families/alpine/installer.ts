/**
 * How Alpine is installed: an overlay (apkovl) over its live system holds a script that openrc's service `local` runs at the
 * end of the start. It sets the live system up with setup-alpine and copies it to the disk (alpine-conf: setup-alpine.in,
 * setup-disk.in).
 */
import type { InstallContext, MachineFile } from '../../family.ts';
import { wgetReports } from '../report-scripts.ts';
import { diskName, portName, setupAnswers } from './setup-answers.ts';

export const OVERLAY = 'fieldboot.apkovl.tar.gz';

/** Its RAM disk looks at the end of the name (mkinitfs, initramfs-init.in). */
export const overlayOf = (): MachineFile => ({
  name: OVERLAY,
  kind: 'tar.gz',
  members: [
    // With an overlay the RAM disk adds the services of a live system only where this file says so.
    { name: 'etc/.default_boot_services', mode: 0o644, content: '' },
    { name: 'etc/local.d/fieldboot.start', mode: 0o755, content: { answers: 'install.sh' } },
    { name: 'etc/runlevels/default/local', mode: 0o777, content: { link: '/etc/init.d/local' } },
  ],
});

/** What the templates are told. */
export function alpineVariables(context: InstallContext): Readonly<Record<string, unknown>> {
  const { form, hostname, urls, image } = context;
  const { login, disk, network } = form;
  const repository = repositoryOf(context) ?? '';
  return {
    answers: setupAnswers(form, hostname),
    repository,
    repositories: finalRepositories(form.mirror, image.version, form.repositories),
    disks: Array.from({ length: disk.count }, (_, index) => diskName(index + 1)),
    ports: [1, ...(network.bond?.ports ?? []).map((_, index) => index + 2)].map(portName),
    accounts: [
      ...(login.root === 'password' ? [`root:${login.rootHash}`] : []),
      ...(login.user ? [`${login.user.name}:${login.user.hash}`] : []),
    ],
    ...wgetReports(urls.report),
  };
}

/** Where packages come from while it runs from memory; null: nowhere. */
export const repositoryOf = ({ image, urls, settings }: InstallContext): string | null =>
  image.facts.packages === 'yes' ? `${urls.tree}/apks` : settings.mirror || null;

/** Alpine's own servers where the profile names no mirror. */
function finalRepositories(
  mirror: string | null,
  version: string,
  more: InstallContext['form']['repositories'],
): string[] {
  const branch = /^\d+\.\d+/.exec(version)?.[0];
  const own = `https://dl-cdn.alpinelinux.org/alpine/${branch ? `v${branch}` : 'latest-stable'}`;
  return [...(mirror ? [mirror] : [`${own}/main`, `${own}/community`]), ...more.map(({ url }) => url)];
}
