/** The words about the cable and about the first run, in English. */
import type { CableDoubt } from '../state/choose-cable.ts';

const machines = (n: number) => `${n} ${n === 1 ? 'machine' : 'machines'}`;

const doubts: Record<CableDoubt, string> = {
  wireless: 'wireless',
  'default-route': 'way to the internet',
  virtual: 'virtual',
  'no-link': 'no cable',
  'no-address': 'no address',
};

export const cableEn = {
  cable: {
    step: 'Cable',
    choose: 'Choose an interface',
    none: 'This laptop has no network interface',
    noneHint: 'Plug in a network adapter; it appears here by itself.',
    interface: 'Network interface',
    linkUp: 'cable connected',
    linkDown: 'no cable',
    address: 'Address',
    noAddress: 'no address',
    doubts,
    start: 'Start serving',
    starting: 'Starting…',
    stop: 'Stop',
    stopping: 'Stopping…',
    stopAsk: (n: number) => `${machines(n)} under way will lose this laptop. Stop all the same?`,
    stopNow: 'Stop now',
    goOn: 'Go on serving',
    serving: 'Serving',
    notServing: 'Not serving',
    for: (time: string) => `for ${time}`,
    range: 'Addresses to give',
    rangeAuto: 'chosen from the network',
    rangeHint: 'FIRST-LAST, for example 10.77.0.100-10.77.0.199',
    rangeBad: 'Write it as FIRST-LAST.',
    options: 'Options',
    mode: 'Mode',
    shortModes: { 'full-dhcp': 'Full DHCP', 'proxy-dhcp': 'Proxy DHCP', external: 'External DHCP' },
    howToServe: 'How to serve',
    modes: {
      'full-dhcp': 'Give addresses and boot files',
      'proxy-dhcp': 'Boot files only, beside a DHCP server',
      external: 'Only what a DHCP server sends here',
    },
    gives: 'Gives addresses',
    addressSet: 'set by Fieldboot until it stops',
    defaultProfile: 'Machines nobody has chosen for',
    defaultNone: 'wait for you',
    defaultWarning:
      'Every machine that boots from this network is installed without asking: its disk is erased.',
    setAddress: 'It has no address. Set this one while serving:',
    setAddressHint: 'Taken away again when serving stops.',
    addressBad: 'Write it as 10.77.0.1/24.',
    wirelessWarning:
      'This interface is wireless. Most firmware cannot boot over it, and its network belongs to others.',
    routeWarning:
      'This interface is the laptop’s way to the internet. Answering DHCP there can take other people’s machines off the network.',
    anyway: (name: string) => `Serve on ${name} anyway`,
    beside: 'Serve beside it',
    besideNow: (name: string) =>
      `Another server gives the addresses on ${name}; Fieldboot adds the boot files.`,
    othersNow: (servers: string) => `Another server answers machines here: ${servers}`,
    othersNowFix:
      'Machines take whichever answer comes first. Find and unplug it, or move the machines to a network of their own.',
    stoppedByItself: 'Serving has ended by itself.',
    doors: (port: number) => `HTTP port ${port}`,
  },
  first: {
    title: 'Install machines from this laptop',
    lead: 'Connect it to the machines, drop an installation ISO, switch the machines on. They appear here and wait for your click.',
    checks: 'Before you start',
    cable: 'Cable',
    cableGood: (name: string) => `${name} is connected.`,
    cableNoLink: (name: string) => `${name} has no link.`,
    cableNoLinkFix: 'Plug the cable into this laptop and into the switch or machine.',
    cableNone: 'No wired interface was found.',
    cableNoneFix: 'Plug in a network adapter; this line changes by itself.',
    others: 'Others',
    othersListening: (name: string) => `Listening on ${name} for other DHCP servers…`,
    othersGood: (name: string) => `Nobody else gives addresses on ${name}.`,
    othersRival: (name: string) => `Another DHCP server gives addresses on ${name}.`,
    othersBeside: (name: string) =>
      `Another server gives the addresses on ${name}; Fieldboot serves beside it.`,
    othersUnknown: (name: string) => `Whether others give addresses on ${name} could not be found out.`,
    othersAgain: 'Check again',
    rights: 'Rights',
    rightsGood: 'Fieldboot may use the ports it needs.',
    files: 'Boot files',
    filesGood: 'The boot loaders are on this laptop.',
    drop: 'Drop an ISO here',
    dropHint: 'an installation medium: Debian, Ubuntu, Red Hat, SUSE or a relative',
    rack: 'No machine at hand?',
    rackHow: 'Try the virtual rack: three machines on this laptop, with',
  },
};
