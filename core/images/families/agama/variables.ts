/** What Agama's templates are told beside the form. */
import type { InstallContext } from '../../family.ts';
import { tellFailure, tellFinished, tellStage } from '../report-scripts.ts';

export function agamaVariables({ image, form, settings, urls, hostname }: InstallContext) {
  const { login, layout } = form;
  const fqdn = form.network.domain ? `${hostname}.${form.network.domain}` : hostname;
  return {
    sections: {
      product: { id: settings.product || image.facts.product },
      hostname: { static: fqdn },
      localization: { language: form.locale, keyboard: form.keyboard, timezone: form.timezone },
      ...(login.user ? { user: userOf(login.user, login.sshKeys) } : {}),
      ...rootOf(login),
      ...(form.packages.length > 0 ? { software: { packages: form.packages } } : {}),
      scripts: {
        pre: [{ name: 'fieldboot-start', url: `${urls.own}/start.sh` }],
        post: [
          { name: 'fieldboot-late', url: `${urls.own}/late.sh`, chroot: true },
          { name: 'fieldboot-zz-done', url: `${urls.own}/done.sh`, chroot: false },
        ],
      },
    },
    disk: { ...form.disk, named: form.disk.named },
    layout: {
      raid: layout.scheme === 'raid1',
      lvm: layout.scheme === 'lvm',
      filesystem: layout.filesystem ?? '',
    },
    tellStart: tellStage(urls.report, 'installing'),
    tellFinishing: tellStage(urls.report, 'finishing'),
    tellFinished: tellFinished(urls.report),
    tellFailure: tellFailure(urls.report, 'The installer stopped with an error; see its log.', [
      '/run/agama-journal.log',
    ]),
  };
}

type Login = InstallContext['form']['login'];

const userOf = ({ name, fullname, hash }: NonNullable<Login['user']>, keys: readonly string[]) => ({
  fullName: fullname,
  userName: name,
  password: hash,
  hashedPassword: true,
  ...(keys[0] ? { sshPublicKey: keys[0] } : {}),
});

function rootOf({ root, rootHash, keyOwner, sshKeys }: Login) {
  const password = root === 'password' ? { password: rootHash, hashedPassword: true } : {};
  const key = keyOwner === 'root' && sshKeys[0] ? { sshPublicKey: sshKeys[0] } : {};
  const section = { ...password, ...key };
  return Object.keys(section).length > 0 ? { root: section } : {};
}
