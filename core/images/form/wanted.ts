/** Which settings a form asks something special with, so that a family can say which of them its answers leave out. */
import type { Form } from '../form.ts';

const ASKS: Readonly<Record<string, (form: Form) => boolean>> = {
  ntp: ({ ntp }) => ntp.length > 0,
  disk: ({ disk }) => disk.named.length > 0,
  disk_pick: ({ disk }) => disk.pick !== 'only' || disk.solidState,
  disk_min: ({ disk }) => disk.atLeast !== null,
  disk_max: ({ disk }) => disk.atMost !== null,
  disk_model: ({ disk }) => disk.model !== '',
  disk_serial: ({ disk }) => disk.serial !== '',
  layout: ({ layout }) => layout.scheme !== 'plain',
  filesystem: ({ layout }) => layout.filesystem !== null,
  swap: ({ layout }) => layout.swapMiB !== null,
  address: ({ network }) => network.fixed !== null,
  vlan: ({ network }) => network.vlan !== null,
  bond: ({ network }) => network.bond !== null,
  domain: ({ network }) => network.domain !== '',
  root_password: ({ login }) => login.root === 'password',
  user: ({ login }) => login.user !== null,
  ssh_key: ({ login }) => login.sshKeys.length > 0,
  sudo: ({ login }) => login.sudo !== 'no',
  packages: ({ packages }) => packages.length > 0,
  kernel_args: ({ kernelArgs }) => kernelArgs.length > 0,
  mirror: ({ mirror }) => mirror !== null,
  proxy: ({ proxy }) => proxy !== null,
  repositories: ({ repositories }) => repositories.length > 0,
  selinux: ({ selinux }) => selinux !== null,
  firewall: ({ firewall }) => firewall !== null,
  post_script: ({ postScript }) => postScript !== '',
  register: ({ registration }) => registration !== null,
  finish: ({ finish }) => finish !== 'reboot',
};

/** Keys of the settings, of those given, by which the form asks for something that is not there by itself. */
export const wantedOf = (form: Form, among: readonly string[] = Object.keys(ASKS)): string[] =>
  among.filter((key) => ASKS[key]?.(form) ?? false);
