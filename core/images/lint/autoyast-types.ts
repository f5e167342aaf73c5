/**
 * Elements of an AutoYaST profile that YaST reads as something else than text, by SUSE's AutoYaST guide for 12 and 15:
 * without their type a list is empty to YaST, and the text "false" is as good as yes. Names that mean different things in
 * different sections are not here.
 */
const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

const BOOLEANS = words(`
  confirm final_halt final_reboot halt second_stage forceboot activate_systemd_default_target
  do_registration install_updates slp_discovery keep_install_network dhcp_hostname encrypted chrooted notification
  debug initialize create format resize is_lvm_vg lvm pool iburst start_at_boot enable_firewall start_firewall
  setup_before_proposal start_immediately ipv6 write_hostname disklabel_force enable_snapshots
  install_recommended instsource`);

const LISTS = words(`
  add_on_products users groups partitioning partitions subvolumes products patterns packages post-packages
  remove-packages post-patterns pre-scripts postpartitioning-scripts chroot-scripts post-scripts init-scripts
  interfaces nameservers searchlist routes authorized_keys ntp_servers peers enable disable on_demand files
  ask-list raid_devices`);

/** Type that an element must say; null: none. `parent` is the element it stands in. */
export function typeOf(element: string, parent: string | undefined): 'boolean' | 'list' | null {
  if (BOOLEANS.has(element)) return 'boolean';
  // A service's name and a firewall's zone bear such names too.
  if (['enable', 'disable', 'on_demand'].includes(element)) return parent === 'services' ? 'list' : null;
  if (['files', 'groups', 'users', 'partitioning'].includes(element))
    return parent === 'profile' ? 'list' : null;
  return LISTS.has(element) ? 'list' : null;
}
