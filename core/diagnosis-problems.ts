/**
 * The part of the catalogue (errors.ts) that answers "why is it stuck": what was seen of a machine, what that means, and
 * the next step. 409: nothing is wrong with a request, the machine is in the way of its own job.
 */

export const DIAGNOSIS_PROBLEMS = {
  STUCK_OFFERS_IGNORED: {
    status: 409,
    sentence: 'It was offered an address {count} times and took none of them.',
    advice:
      'Another DHCP server may have answered first: look at its screen for the address it has, and unplug that server. If there is none, its card or its port loses packets: try another cable or port.',
  },
  STUCK_OTHER_SERVER_WON: {
    status: 409,
    sentence:
      'It was offered an address {count} times and took none: another DHCP server, {server}, answers on this cable and was probably faster.',
    advice: 'Unplug that server or serve beside it (proxy), then switch the machine off and on.',
  },
  STUCK_SPLIT_OFFER: {
    status: 409,
    sentence: 'It does not put two offers together: beside another DHCP server it never finds its boot file.',
    advice: 'Give it a complete lease (rescue); no other machine is touched by that.',
  },
  STUCK_SPANNING_TREE: {
    status: 409,
    sentence: 'The link went down and came back, and nothing has been heard since: {seconds} s.',
    advice:
      'A switch that looks for loops (spanning tree) keeps a port shut for 30 to 50 s. Wait a minute; to be rid of it, make the port an edge port (PortFast).',
  },
  NOTE_SLOW_PORT: {
    status: 409,
    sentence:
      'Between its loader and the loader’s own question {seconds} s went by: its switch port opens late (spanning tree).',
    advice:
      'It works, only slowly. Machines that give up earlier need the port as an edge port (PortFast) or a simpler switch.',
  },
  STUCK_LOADER_REFUSED: {
    status: 409,
    sentence:
      'It fetched the loader {file} {count} times and never started it: its firmware probably refused it (Secure Boot).',
    advice:
      'Start it from the network once more: it is given the next loader, one that is signed. Only if none of them starts, switch Secure Boot off in its firmware set-up for the time of the installation.',
  },
  NOTE_LOADER_REFUSED: {
    status: 409,
    sentence:
      'Its firmware fetched {file} whole and did not start it: probably it refused it (Secure Boot). It is given {next} now.',
    advice: 'Nothing to do. The next machine of this maker and model gets what works at once.',
  },
  NOTE_LOADER_NEXT: {
    status: 409,
    sentence: 'It fetched {file} whole and was not heard of again. It is given {next} now.',
    advice: 'Nothing to do. The next machine of this maker and model gets what works at once.',
  },
  STUCK_LOADER_SILENT: {
    status: 409,
    sentence: 'It fetched the loader {file}, and nothing has been heard of it for {seconds} s.',
    advice:
      'Look at its screen. If the loader stands still there, its network card is not driven by it: switch the machine off and on, or try another of its ports.',
  },
  NOTE_SIZE_PROBE: {
    status: 409,
    sentence:
      'It asked how large {file} is and broke off; it fetches the file next. Firmware does that, nothing is wrong.',
    advice: 'Nothing to do.',
  },
  STUCK_AFTER_SIZE: {
    status: 409,
    sentence: 'It asked how large {file} is and never fetched it: {seconds} s.',
    advice:
      'A firewall or switch may drop TFTP data from ports other than 69: serve with all TFTP on one port (--tftp-one-port).',
  },
  STUCK_KERNEL_MEMORY: {
    status: 409,
    sentence:
      'It has the kernel and the RAM disks and has been silent for {seconds} s; with {memory} MiB of memory it has too little to unpack them.',
    advice: 'Give it more memory, or choose a medium or a way of starting that needs less.',
  },
  STUCK_KERNEL_SILENT: {
    status: 409,
    sentence: 'It has the kernel and the RAM disks and has been silent for {seconds} s.',
    advice:
      'Look at its screen: a kernel without a driver for its network card, too little memory or a broken console setting look like this. Try its other network port, or kernel_args such as nomodeset.',
  },
  NOTE_INSTALLER_RESTARTED: {
    status: 409,
    sentence:
      'It fetched its answers {count} times: its installer was started again, or asked anew after a failure.',
    advice: 'Look at its screen and at the installer’s log; power cuts and out-of-memory look like this too.',
  },
  STUCK_INSTALLER_QUIET: {
    status: 409,
    sentence:
      'Its installer fetched and reported nothing for {minutes} minutes; {usual} minutes is the longest that is usual.',
    advice: 'Look at its screen: it probably asks a question or shows an error.',
  },
  STUCK_INSTALLER_ASKS: {
    status: 409,
    sentence: 'It has no disk, or several to choose from: it asks on its own screen which one to erase.',
    advice:
      'Answer there, or name the disk in the profile or for this machine (disk, disk_pick) and install again.',
  },
  STUCK_INSTALLER_ASKS_PASSWORD: {
    status: 409,
    sentence: 'Its profile has no password and no SSH key: it asks for a password on its own screen.',
    advice:
      'Answer there, and it goes on. For the next machines set root_password, a user with user_password, or ssh_key in the profile.',
  },
  STUCK_MAC_SHARED: {
    status: 409,
    sentence: 'Several machines have shown this MAC: {identities}.',
    advice:
      'A dock or dongle goes from machine to machine. Finish one before plugging it into the next, and forget this machine in between; or use the machines’ own ports.',
  },
  STUCK_BOOTS_AGAIN: {
    status: 409,
    sentence: 'It was sent to its own disk {count} times and came back to the network each time.',
    advice:
      'Its disk does not start: look at its screen, check that the firmware boots that disk (BIOS or UEFI as it was installed), or install again.',
  },
  DIAGNOSIS_RULE_FAILED: {
    status: 500,
    sentence: 'The rule "{rule}" of "why is it stuck" failed: {detail}. The other rules go on.',
    advice: 'Machines are served as before. Report the text above with a support bundle of a machine.',
  },
  NOTE_NETWORK_FIRST: {
    status: 409,
    sentence: 'It is installed and boots the network first; it was sent to its own disk.',
    advice: 'Nothing to do. To spare the seconds, put its disk first in the boot order.',
  },
} as const;
