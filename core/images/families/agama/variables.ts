/** What Agama's templates are told beside the form. */
import type { InstallContext } from '../../family.ts';
import type { RepositoryUrl } from '../../repositories.ts';
import { reportDisks, sendJournal, tellFailure, tellFinished, tellStage } from '../report-scripts.ts';
import { storageOf } from './storage.ts';

export function agamaVariables({ image, form, settings, urls, joined, hostname }: InstallContext) {
  const { login } = form;
  const fqdn = form.network.domain ? `${hostname}.${form.network.domain}` : hostname;
  return {
    sections: {
      product: { id: settings.product || image.facts.product },
      hostname: { static: fqdn },
      localization: { language: form.locale, keyboard: form.keyboard, timezone: form.timezone },
      ...(login.user ? { user: userOf(login.user, login.sshKeys) } : {}),
      ...rootOf(login),
      ...softwareOf(form.packages, joined),
      ...(form.kernelArgs.length > 0 ? { bootloader: { extraKernelParams: form.kernelArgs.join(' ') } } : {}),
      scripts: {
        pre: [{ name: 'fieldboot-start', url: `${urls.own}/start.sh` }],
        post: [
          { name: 'fieldboot-late', url: `${urls.own}/late.sh`, chroot: true },
          { name: 'fieldboot-zz-done', url: `${urls.own}/done.sh`, chroot: false },
        ],
      },
    },
    disk: form.disk,
    storage: storageOf(form.layout),
    moreKeys: login.sshKeys.slice(1),
    tellStart: tellStage(urls.report, 'installing'),
    tellDisks: reportDisks(urls.report),
    sendJournal: sendJournal(urls.syslog),
    tellChooseDisk: tellStage(urls.report, 'choose-disk'),
    tellPostScriptFailed: tellStage(urls.report, 'post-script-failed'),
    tellFinishing: tellStage(urls.report, 'finishing'),
    tellFinished: tellFinished(urls.report),
    tellFailure: tellFailure(urls.report, 'The installer stopped with an error; see its log.', [
      '/run/agama-journal.log',
    ]),
  };
}

/**
 * `@name` is a pattern, SUSE's word for a group of packages. A joined repository may be a folder that nobody signed; the
 * script of the end takes it out of the installed system.
 */
function softwareOf(given: readonly string[], joined: readonly RepositoryUrl[]) {
  const patterns = given.filter((name) => name.startsWith('@')).map((name) => name.slice(1));
  const packages = given.filter((name) => !name.startsWith('@'));
  const extraRepositories = joined
    .filter(({ kind }) => kind === 'rpm')
    .map(({ name, url }) => ({ alias: name, url, allowUnsigned: true }));
  const software = {
    ...(patterns.length > 0 ? { patterns } : {}),
    ...(packages.length > 0 ? { packages } : {}),
    ...(extraRepositories.length > 0 ? { extraRepositories } : {}),
  };
  return Object.keys(software).length > 0 ? { software } : {};
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
