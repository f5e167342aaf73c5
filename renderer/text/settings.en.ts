/** Settings of a profile that the window knows by name. Any other key is shown as it is. */

export interface SettingText {
  readonly label: string;
  readonly hint?: string;
  /** Names of the values it may have. */
  readonly choices?: Readonly<Record<string, string>>;
}

export const settingsEn = {
  groups: { place: 'Language and time', machine: 'The machine', people: 'People', system: 'The system' },
  labels: {
    locale: { label: 'Language', hint: 'such as en_US.UTF-8' },
    keyboard: { label: 'Keyboard', hint: 'such as us or de' },
    timezone: { label: 'Time zone', hint: 'such as Europe/Berlin' },
    ntp: { label: 'Time server' },
    hostname: { label: 'Host name', hint: 'a name, or a pattern such as node-{{ machine.serial }}' },
    domain: { label: 'Domain' },
    disk: { label: 'Disk to erase and install on', hint: 'such as /dev/sda; empty: the only fixed one' },
    layout: { label: 'Partitions', choices: { plain: 'Plain partitions', lvm: 'Logical volumes (LVM)' } },
    finish: { label: 'At the end', choices: { reboot: 'Start again', poweroff: 'Switch off' } },
    root_password: { label: 'Password of root' },
    user: { label: 'User' },
    user_fullname: { label: 'Full name of the user' },
    user_password: { label: 'Password of the user' },
    ssh_key: { label: 'SSH public key', hint: 'the line of an id_….pub file' },
    packages: { label: 'Packages', hint: 'names with spaces between' },
    mirror: { label: 'Package mirror afterwards', hint: 'an http:// or https:// address' },
    kernel_args: { label: 'Kernel arguments', hint: 'such as console=ttyS0,115200' },
  } as Readonly<Record<string, SettingText>>,
};
