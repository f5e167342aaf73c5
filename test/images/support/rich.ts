/** A profile that sets everything the form has, for the families whose goldens show all of it. */
import type { Settings } from '../../../core/images/profile.ts';

const HASH = '$6$saltsalt$abcdefgh';
const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJm1h1Yp3m3v9bq9XcJgq3Vd3m6k0yq1b7u3l4n5o6p7 tech@bench';

export const RICH: Settings = {
  locale: 'de_DE.UTF-8',
  keyboard: 'de',
  timezone: 'Europe/Berlin',
  ntp: 'ntp1.lab ntp2.lab',
  domain: 'lab.example',
  address: '192.168.5.20/24',
  gateway: '192.168.5.1',
  dns: '192.168.5.2 192.168.5.3',
  vlan: '20',
  bond: '802.3ad',
  bond_ports: '52:54:00:12:34:57',
  disk_pick: 'smallest-ssd',
  disk_min: '100G',
  disk_model: 'samsung',
  layout: 'raid1',
  filesystem: 'xfs',
  swap: '4GiB',
  root_password_hash: HASH,
  user: 'tech',
  user_fullname: 'The <Tech> & "co"',
  user_password_hash: HASH,
  sudo: 'yes',
  ssh_key: `${KEY}\nssh-rsa AAAAB3NzaC1yc2E= second`,
  packages: '@base vim',
  kernel_args: 'console=ttyS0,115200',
  mirror: 'http://mirror.lab/main',
  proxy: 'http://proxy.lab:3128',
  repositories: 'http://mirror.lab/extra\nvendor http://vendor.example/repo stable main',
  firewall: 'on',
  post_script: "#!/bin/sh\necho 'hello' > /etc/motd\n",
  register: 'puppet',
  register_to: 'puppet.lab',
  finish: 'poweroff',
};
