/** Settings of a profile that the window knows by name. Any other key is shown as it is. */

export interface SettingText {
  readonly label: string;
  readonly hint?: string;
  /** Names of the values it may have. */
  readonly choices?: Readonly<Record<string, string>>;
  /** Rows of a field for several lines; absent: one line. */
  readonly rows?: number;
}

export const settingsEn = {
  groups: {
    place: 'Language and time',
    machine: 'The machine',
    people: 'People',
    system: 'The system',
    disk: 'Disk',
    network: 'Network of the installed system',
    other: 'Variables',
  },
  labels: {
    locale: { label: 'Language', hint: 'such as en_US.UTF-8' },
    keyboard: { label: 'Keyboard', hint: 'such as us or de' },
    timezone: { label: 'Time zone', hint: 'such as Europe/Berlin' },
    ntp: { label: 'Time servers', hint: 'names or addresses with spaces between' },
    hostname: { label: 'Host name', hint: 'a name, or a pattern such as node-{{ machine.serial }}' },
    domain: { label: 'Domain' },
    network: {
      label: 'Address',
      choices: {
        auto: 'Fixed where the machine has one, otherwise DHCP',
        dhcp: 'DHCP',
        static: 'Fixed, never DHCP',
      },
    },
    address: { label: 'Fixed address', hint: 'set on each machine, such as 192.168.5.20/24' },
    gateway: { label: 'Router' },
    dns: { label: 'Name servers', hint: 'addresses with spaces between' },
    vlan: { label: 'VLAN', hint: '1 to 4094' },
    bond: {
      label: 'Bond',
      choices: {
        'active-backup': 'Active and backup',
        '802.3ad': 'LACP (802.3ad)',
        'balance-rr': 'Round robin',
        'balance-xor': 'By address (xor)',
        broadcast: 'Broadcast',
        'balance-tlb': 'Transmit load',
      },
    },
    bond_ports: { label: 'Other ports of the bond', hint: 'MACs or interface names' },
    disk: { label: 'Named disk', hint: 'such as /dev/sda; two for RAID 1' },
    disk_pick: {
      label: 'Disk to erase',
      choices: {
        only: 'The only one that fits',
        ssd: 'The only SSD',
        smallest: 'The smallest',
        'smallest-ssd': 'The smallest SSD',
        largest: 'The largest',
        'largest-ssd': 'The largest SSD',
      },
    },
    disk_min: { label: 'At least', hint: 'such as 400G or 1.5T' },
    disk_max: { label: 'At most', hint: 'such as 2T' },
    disk_model: { label: 'Model contains' },
    disk_serial: { label: 'Serial number contains' },
    layout: {
      label: 'Partitions',
      choices: {
        plain: 'Plain partitions',
        lvm: 'Logical volumes (LVM)',
        raid1: 'Two mirrored disks (RAID 1)',
      },
    },
    filesystem: {
      label: 'File system',
      choices: { auto: 'The system’s own', ext4: 'ext4', xfs: 'XFS', btrfs: 'Btrfs' },
    },
    swap: { label: 'Swap', hint: 'auto, none, or a size such as 4G' },
    finish: { label: 'At the end', choices: { reboot: 'Start again', poweroff: 'Switch off' } },
    root_password: { label: 'Password of root' },
    user: { label: 'User' },
    user_fullname: { label: 'Full name of the user' },
    user_password: { label: 'Password of the user' },
    ssh_key: { label: 'SSH public keys', hint: 'lines of id_….pub files', rows: 2 },
    sudo: {
      label: 'The user may become root',
      choices: {
        auto: 'Where root is locked',
        yes: 'With a password',
        nopassword: 'Without a password',
        no: 'Never',
      },
    },
    packages: { label: 'Packages', hint: 'names with spaces between' },
    mirror: { label: 'Package mirror afterwards', hint: 'an http:// or https:// address' },
    repositories: {
      label: 'More repositories afterwards',
      hint: '[name] address [suite component …]',
      rows: 2,
    },
    proxy: { label: 'HTTP proxy afterwards', hint: 'such as http://proxy:3128' },
    selinux: {
      label: 'SELinux',
      choices: {
        auto: 'The system’s own',
        enforcing: 'Enforcing',
        permissive: 'Permissive',
        disabled: 'Off',
      },
    },
    firewall: { label: 'Firewall', choices: { auto: 'The system’s own', on: 'On', off: 'Off' } },
    kernel_args: { label: 'Kernel arguments', hint: 'such as console=ttyS0,115200' },
    register: {
      label: 'Registers with',
      choices: { none: 'Nothing', puppet: 'Puppet', ansible: 'Ansible (pull)', salt: 'Salt' },
    },
    register_to: { label: 'Its server or repository', hint: 'a host name, or the address of a repository' },
    register_playbook: { label: 'Playbook', hint: 'such as site.yml' },
    post_script: { label: 'Script at the end', hint: 'runs in the installed system, as root', rows: 5 },
    purpose: {
      label: 'What it does',
      choices: { run: 'Run from memory, erase nothing', install: 'Erase the disk and install on it' },
    },
    boot_way: { label: 'Way to start' },
    entry: { label: 'Entry of its boot menu', hint: 'empty: the one its menu starts' },
    product: { label: 'Product to install', hint: 'as the medium names it' },
  } as Readonly<Record<string, SettingText>>,
};
