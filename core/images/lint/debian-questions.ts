/**
 * The questions of debian-installer that take an answer, by type: read from the templates of every installer package
 * of Debian 13.7. Older and newer releases have a few others, so one that is missing here is only worth a note.
 */
export type QuestionType = 'boolean' | 'multiselect' | 'password' | 'select' | 'string';

const NAMES: Readonly<Record<QuestionType, string>> = {
  boolean: `
anna/no_kernel_modules anna/standard_modules apt-setup/cdrom/set-double apt-setup/cdrom/set-failed
apt-setup/cdrom/set-first apt-setup/cdrom/set-next apt-setup/contrib apt-setup/disable-cdrom-entries
apt-setup/enable-source-repositories apt-setup/no_mirror apt-setup/non-free apt-setup/non-free-firmware
apt-setup/use_mirror auto-install/cloak_initrd_preseed auto-install/enable base-installer/install-recommends
base-installer/kernel/linux/initrd-2.6 base-installer/kernel/linux/link_in_boot
base-installer/kernel/skip-install base-installer/use_unclean_target cdrom-checker/nextcd
cdrom-checker/start cdrom-detect/eject cdrom-detect/hybrid cdrom-detect/load_media
cdrom-detect/manual_config cdrom-detect/retry cdrom-detect/usb-hdd clock-setup/hwclock-wait clock-setup/ntp
clock-setup/system-time-changed clock-setup/utc debconf/showold debconf/translations-dropped
debian-installer/allow_unauthenticated debian-installer/allow_unauthenticated_ssl
debian-installer/exit/always_halt debian-installer/exit/halt debian-installer/exit/poweroff
debian-installer/framebuffer debian-installer/probe/usb depthcharge-tools-installer/initramfs_too_big
di-utils-reboot/really_reboot disk-detect/multipath/enable driver-injection-disk/load
ethdetect/prompt_missing_firmware ethdetect/use_firewire_ethernet finish-install/keep-consoles
grub-installer/enable_os_prober_otheros_no grub-installer/enable_os_prober_otheros_yes
grub-installer/force-efi-extra-removable grub-installer/grub_not_mature_on_this_platform
grub-installer/make_active grub-installer/only_debian grub-installer/skip grub-installer/update-nvram
grub-installer/with_other_os hw-detect/load-ide hw-detect/load_firmware hw-detect/load_media
hw-detect/start_pcmcia iso-scan/ask_right_iso iso-scan/ask_second_pass iso-scan/copy_iso_to_ram
keyboard-configuration/ctrl_alt_bksp keyboard-configuration/store_defaults_in_debconf_db
keyboard-configuration/unsupported_config_layout keyboard-configuration/unsupported_config_options
keyboard-configuration/unsupported_layout keyboard-configuration/unsupported_options live-installer/enable
localechooser/translation/warn-light localechooser/translation/warn-severe lvmcfg/activevg
lvmcfg/vgdelete_confirm mdcfg/deleteverify mirror/no-default netcfg/confirm_static netcfg/disable_autoconfig
netcfg/disable_dhcp netcfg/enable netcfg/no_default_route netcfg/use_autoconfig
partman-auto-crypto/erase_disks partman-auto-lvm/no_boot partman-basicfilesystems/boot_not_ext2
partman-basicfilesystems/boot_not_first_partition partman-basicfilesystems/check_failed
partman-basicfilesystems/no_mount_point partman-basicfilesystems/no_swap
partman-basicfilesystems/swap_check_failed partman-basicmethods/method_only partman-cros/no_cros
partman-crypto/confirm partman-crypto/confirm_nochanges partman-crypto/crypto_root_needs_boot
partman-crypto/crypto_warn_erase partman-crypto/install_udebs_low_mem partman-crypto/plain_warn_erase
partman-crypto/use_random_for_nonswap partman-crypto/weak_passphrase partman-efi/no_efi
partman-efi/non_efi_system partman-ext3/bad_alignment partman-ext3/boot_not_bootable
partman-ext3/boot_not_ext2_or_ext3 partman-iscsi/login/all_targets partman-lvm/confirm
partman-lvm/confirm_nochanges partman-lvm/device_remove_lvm partman-lvm/vgdelete_confirm partman-md/confirm
partman-md/confirm_nochanges partman-md/deleteverify partman-md/device_remove_md
partman-partitioning/bootable_logical partman-partitioning/confirm_new_label
partman-partitioning/confirm_resize partman-partitioning/confirm_write_new_label
partman-partitioning/unknown_label partman-partitioning/unsupported_label partman-target/mount_failed
partman/boot_not_first_partition partman/confirm partman/confirm_nochanges partman/confirm_nooverwrite
passwd/make-user passwd/root-login pkgsel/run_tasksel pkgsel/updatedb preseed/interactive rescue/enable
rescue/separate-fs retriever/cdrom/error retriever/media/loadanother retriever/media/loadnow
retriever/media/unknown systemd-boot-installer/skip
`,
  multiselect: `
anna/choose_modules anna/choose_modules_lowmem apt-setup/services-select hw-detect/select_modules
localechooser/supported-locales lvmcfg/vgcreate_parts lvmcfg/vgextend_parts mdcfg/raid0devs mdcfg/raiddevs
mdcfg/raidsparedevs partman-basicfilesystems/mountoptions partman-crypto/create/partitions
partman-iscsi/login/targets partman-lvm/vgcreate_parts partman-lvm/vgextend_parts partman-lvm/vgreduce_parts
partman-md/raid0devs partman-md/raiddevs partman-md/raidsparedevs partman-partitioning/set_flags
rescue/assemble-raid
`,
  password: `
grub-installer/password grub-installer/password-again grub-installer/password-crypted
network-console/password network-console/password-again partman-crypto/opal-admin-password
partman-crypto/opal-admin-password-again partman-crypto/opal-psid partman-crypto/opal-psid-again
partman-crypto/passphrase partman-crypto/passphrase-again partman-iscsi/login/incoming_password
partman-iscsi/login/password passwd/root-password passwd/root-password-again passwd/root-password-crypted
passwd/user-password passwd/user-password-again passwd/user-password-crypted ppp/password rescue/passphrase
`,
  select: `
apt-setup/local/key-error apt-setup/mirror/error base-installer/initramfs-tools/driver-policy
base-installer/initramfs/generator base-installer/kernel/image cdrom-detect/cdrom_module cdrom/suite
debconf/priority debian-installer/locale debian-installer/main-menu debian-installer/missing-provide
disk-detect/module_select ethdetect/module_select grub-installer/choose_bootdev iso-scan/ask_which_iso
keyboard-configuration/altgr keyboard-configuration/compose keyboard-configuration/layout
keyboard-configuration/model keyboard-configuration/switch keyboard-configuration/toggle
keyboard-configuration/variant keyboard-configuration/xkb-keymap live-installer/mode
localechooser/continentlist localechooser/languagelist localechooser/preferred-locale
lvmcfg/lvcreate_vgnames lvmcfg/lvdelete_lvnames lvmcfg/lvdelete_vgnames lvmcfg/lvmenu lvmcfg/mainmenu
lvmcfg/vgdelete_names lvmcfg/vgextend_names lvmcfg/vgmenu lvmcfg/vgreduce_names lvmcfg/vgreduce_parts
mdcfg/createmain mdcfg/deletemenu mdcfg/mainmenu mirror/http/countries mirror/http/mirror
mirror/https/countries mirror/protocol mirror/suite netcfg/choose_interface netcfg/dhcp_options
netcfg/target_network_config netcfg/wireless_adhoc_managed netcfg/wireless_security_type
netcfg/wireless_show_essids network-console/login partman-auto/automatically_partition
partman-auto/choose_recipe partman-auto/init_automatically_partition partman-auto/select_disk
partman-basicfilesystems/fat_mountpoint partman-basicfilesystems/mountpoint
partman-basicfilesystems/specify_usage partman-crypto/cipher partman-crypto/crypto_type
partman-crypto/ivalgorithm partman-crypto/keyhash partman-crypto/keysize partman-crypto/keytype
partman-crypto/mainmenu partman-crypto/nested_opal partman-iscsi/mainmenu partman-lvm/lvcreate_vgnames
partman-lvm/lvdelete_lvnames partman-lvm/mainmenu partman-lvm/vgdelete_names partman-lvm/vgextend_names
partman-lvm/vgreduce_names partman-md/createmain partman-md/deletemenu partman-md/mainmenu
partman-nbd/device partman-nbd/mainmenu partman-partitioning/choose_label
partman-partitioning/new_partition_place partman-partitioning/new_partition_type
partman-target/choose_method partman/active_partition partman/alignment partman/choose_partition
partman/exception_handler partman/free_space partman/mount_style partman/storage_device pkgsel/update-policy
pkgsel/upgrade rescue/menu rescue/root retriever/net/error save-logs/menu shared/ask_device
systemd-boot-installer/tries time/zone tzsetup/country/AQ tzsetup/country/AU tzsetup/country/BR
tzsetup/country/CA tzsetup/country/CD tzsetup/country/CL tzsetup/country/CY tzsetup/country/EC
tzsetup/country/ES tzsetup/country/FM tzsetup/country/GL tzsetup/country/ID tzsetup/country/KI
tzsetup/country/KZ tzsetup/country/MN tzsetup/country/MX tzsetup/country/NZ tzsetup/country/PF
tzsetup/country/PG tzsetup/country/PT tzsetup/country/RU tzsetup/country/UM tzsetup/country/US
`,
  string: `
anna/retriever apt-setup/multiarch apt-setup/security_host auto-install/defaultroot
base-installer/debootstrap_script base-installer/excludes base-installer/includes
base-installer/kernel/linux/extra-packages base-installer/kernel/linux/extra-packages-2.6
base-installer/kernel/linux/initramfs-tools/driver-policy cdrom-detect/cdrom_device cdrom-detect/cdrom_fs
cdrom/codename clock-setup/ntp-server debconf/frontend debconf/language debian-installer/add-kernel-opts
debian-installer/consoledisplay debian-installer/country debian-installer/dummy debian-installer/language
debian-installer/theme depthcharge-tools-installer/board espeakup/card espeakup/voice grub-installer/bootdev
hw-detect/pcmcia_resources hw-detect/retry_params keyboard-configuration/layoutcode
keyboard-configuration/modelcode keyboard-configuration/optionscode keyboard-configuration/variantcode
lvmcfg/lvcreate_name lvmcfg/lvcreate_size lvmcfg/vgcreate_name mdcfg/raid10layout mdcfg/raiddevcount
mdcfg/raidsparecount mirror/codename mirror/country mirror/ftp/directory mirror/ftp/hostname
mirror/ftp/proxy mirror/http/directory mirror/http/hostname mirror/http/proxy netcfg/dhcp_hostname
netcfg/dhcp_timeout netcfg/dhcpv6_timeout netcfg/get_domain netcfg/get_gateway netcfg/get_hostname
netcfg/get_ipaddress netcfg/get_nameservers netcfg/get_netmask netcfg/get_pointopoint netcfg/hostname
netcfg/link_wait_timeout netcfg/wireless_essid netcfg/wireless_essid_again netcfg/wireless_wep
netcfg/wireless_wpa network-console/authorized_keys_url partman-auto-lvm/guided_size
partman-auto-lvm/new_vg_name partman-auto-lvm/new_vg_name_exists partman-auto-raid/raidnum
partman-auto-raid/recipe partman-auto/cap-ram partman-auto/disk partman-auto/expert_recipe
partman-auto/expert_recipe_file partman-auto/method partman-basicfilesystems/choose_label
partman-basicfilesystems/mountpoint_manual partman-basicfilesystems/specify_reserved
partman-iscsi/login/address partman-iscsi/login/incoming_username partman-iscsi/login/username
partman-lvm/lvcreate_name partman-lvm/lvcreate_size partman-lvm/vgcreate_name partman-md/raid10layout
partman-md/raiddevcount partman-md/raidsparecount partman-nbd/name partman-nbd/server
partman-partitioning/default_label partman-partitioning/new_partition_size partman-partitioning/new_size
partman-partitioning/set_name partman/default_filesystem partman/early_command passwd/user-default-groups
passwd/user-fullname passwd/user-uid passwd/username pkgsel/include ppp/interface ppp/username
preseed/boot_command preseed/early_command preseed/file preseed/file/checksum preseed/include
preseed/include/checksum preseed/include_command preseed/late_command preseed/run preseed/run/checksum
preseed/url preseed/url/checksum save-logs/directory shared/enter_device
`,
};

/** Type of every question by its name. */
export const QUESTIONS: ReadonlyMap<string, QuestionType> = new Map(
  (Object.entries(NAMES) as [QuestionType, string][]).flatMap(([type, names]) =>
    names
      .trim()
      .split(/\s+/)
      .map((name) => [name, type] as const),
  ),
);

/** Questions that have no template and are read all the same; from the installation guide and the installer's scripts. */
export const UNDECLARED: ReadonlySet<string> = new Set([
  'finish-install/reboot_in_progress',
  'hw-detect/firmware-lookup',
  'mirror/udeb/suite',
  'partman-lvm/confirm_nooverwrite',
  'partman-md/confirm_nooverwrite',
  'tasksel/first',
]);

/** Names with a number in them, of which there can be any number. */
export const NUMBERED = /^apt-setup\/local\d+\/(?:repository|comment|source|key)$/;
