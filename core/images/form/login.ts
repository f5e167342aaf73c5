/** Who may log in to the installed system. */
import type { Settings } from '../profile.ts';
import { linesOf } from '../words.ts';

export interface Login {
  /**
   * `password`: `rootHash`; `locked`: nobody logs in as root with a password; `ask`: the installer asks on its
   * console, because a machine that nobody can enter would be of no use.
   */
  readonly root: 'password' | 'locked' | 'ask';
  readonly rootHash: string;
  /** `hash` is `*`, which no password matches, when the account has none. */
  readonly user: { readonly name: string; readonly fullname: string; readonly hash: string } | null;
  /** How the account becomes root. */
  readonly sudo: 'no' | 'password' | 'nopassword';
  /** Public keys, one text each. */
  readonly sshKeys: readonly string[];
  /** Account that gets the keys: the user, or root when there is none. */
  readonly keyOwner: string;
}

/** Who may log in. With a password or key for anybody, everything else is locked; with none, the installer asks. */
export function loginOf(settings: Settings): Login {
  const { user = '', user_fullname = '', sudo = 'auto' } = settings;
  const { root_password_hash: rootHash = '', user_password_hash: userHash = '' } = settings;
  const sshKeys = linesOf(settings.ssh_key);
  const enters = sshKeys.length > 0 || (user !== '' && userHash !== '');
  const root = rootHash ? 'password' : enters ? 'locked' : 'ask';
  return {
    root,
    rootHash,
    user: user ? { name: user, fullname: user_fullname || user, hash: userHash || '*' } : null,
    sudo: user === '' ? 'no' : (SUDO[sudo] ?? sudoWhere(root, userHash)),
    sshKeys,
    keyOwner: user || 'root',
  };
}

const SUDO: Readonly<Record<string, Login['sudo']>> = { yes: 'password', no: 'no', nopassword: 'nopassword' };

/** Left to us: somebody must be able to become root, and an account with only a key has no password to give. */
function sudoWhere(root: Login['root'], userHash: string): Login['sudo'] {
  if (root === 'password') return 'no';
  return root === 'locked' && userHash === '' ? 'nopassword' : 'password';
}
