/** The kinds of live RAM disk that are known, and how each is told to find its system on the network. */
import { byNfs, intoMemory, type LiveStack } from './stack.ts';

const starts = (args: readonly string[], ...beginnings: readonly string[]): boolean =>
  args.some((word) => beginnings.some((beginning) => word.startsWith(beginning)));

/**
 * Debian live, Clonezilla, GParted, Kali, Tails. live-boot(7); read in live-boot 20230131 (9990-mount-http.sh,
 * 9990-mount-nfs.sh): `fetch` wants a name that ends in `.squashfs`, which goes into a ramfs without a limit; an NFS root
 * is mounted with `nolock` and looked through for `live/*.squashfs`.
 */
const liveBoot: LiveStack = {
  id: 'live-boot',
  title: 'live-boot',
  knows: (args) => args.includes('boot=live'),
  roots: [/^live\/filesystem\.squashfs$/, /^live\/[^/]+\.squashfs$/],
  ways: ({ urls, root }) => [
    intoMemory('the live system', root.bytes, 768, [`fetch=${urls.tree}/${root.path}`, 'ip=dhcp']),
    byNfs(urls.nfs, 768, (path) => ['netboot=nfs', `nfsroot=${path}`, 'ip=dhcp']),
  ],
};

/**
 * Ubuntu's kin: Mint, Pop!_OS, elementary. casper 1.498: an URL counts only when it ends in `.iso`, and the whole
 * medium lies in memory; `root=` takes the limit off the first file system.
 */
const casper: LiveStack = {
  id: 'casper',
  title: 'casper',
  knows: (args, kernel) => args.includes('boot=casper') || kernel.startsWith('casper/'),
  roots: [/^casper\/[^/]+\.squashfs$/],
  ways: ({ urls, mediumBytes }) => {
    const live = ['boot=casper', 'ip=dhcp'];
    return [
      intoMemory('the whole medium', mediumBytes, 2048, [
        ...live,
        ...[`iso-url=${urls.iso}`, 'root=/dev/ram0', 'ramdisk_size=1500000'],
      ]),
      byNfs(urls.nfs, 2048, (path) => [...live, 'netboot=nfs', `nfsroot=${path}`]),
    ];
  },
};

/**
 * Fedora, its relatives and openSUSE live (dracut modules 90dmsquash-live and 90livenet). Of `root=live:nfs:` it makes a
 * copy in memory as well, so that NFS wins nothing.
 */
const dmsquash: LiveStack = {
  id: 'dmsquash',
  title: 'dracut',
  knows: (args) => starts(args, 'root=live:', 'rd.live.image'),
  roots: [/^LiveOS\/squashfs\.img$/i, /^LiveOS\/[^/]+\.(?:img|squashfs)$/i],
  ways: ({ urls, root }) => [
    intoMemory('the live system', root.bytes, 1536, [
      ...[`root=live:${urls.tree}/${root.path}`, 'rd.live.image', 'ip=dhcp', 'rd.neednet=1'],
    ]),
  ],
};

/**
 * Arch, SystemRescue and others made with archiso. mkinitcpio-archiso, docs/README.bootparams: the address of the HTTP
 * server ends in a slash, `ip=` must be there too, and what came by HTTP is always in memory, of which the image may
 * take three quarters. `cms_verify` is left out: it fails on a machine whose clock is behind.
 */
const archiso: LiveStack = {
  id: 'archiso',
  title: 'archiso',
  knows: (args) => starts(args, 'archisobasedir=', 'archisolabel=', 'archisosearchuuid='),
  roots: [
    /^[^/]+\/x86_64\/airootfs\.(?:sfs|erofs|img)$/,
    /^[^/]+\/(?:x86_64|aarch64)\/[^/]+\.(?:sfs|erofs)$/,
  ],
  ways: ({ urls, root }) => [
    intoMemory('the live system', root.bytes, Math.max(1024, Math.ceil(root.bytes / 2 ** 20 / 3)), [
      ...[`archiso_http_srv=${urls.tree}/`, 'ip=dhcp'],
    ]),
    byNfs(urls.nfs, 768, (path) => [`archiso_nfs_srv=${path}`, 'copytoram=n', 'ip=dhcp']),
  ],
};

/** Installers of Red Hat's kind that no family knows. Figures as those of EL 8 and later. */
const anaconda: LiveStack = {
  id: 'anaconda',
  title: 'anaconda',
  knows: (args) => starts(args, 'inst.stage2=', 'inst.repo='),
  roots: [/^images\/install\.img$/, /^LiveOS\/squashfs\.img$/i],
  ways: ({ urls }) => [
    {
      id: 'http',
      title: 'by HTTP into memory',
      needsMiB: 3072,
      takes: "the installer's second part lies in memory",
      args: [`inst.stage2=${urls.tree}`, 'ip=dhcp'],
    },
  ],
};

/** In the order they are asked. */
export const STACKS: readonly LiveStack[] = [liveBoot, casper, archiso, dmsquash, anaconda];

/** The kind of a menu entry; undefined when none is known. */
export const stackOf = (args: readonly string[], kernel: string): LiveStack | undefined =>
  STACKS.find((stack) => stack.knows(args, kernel));

export const stackNamed = (id: string): LiveStack | undefined => STACKS.find((stack) => stack.id === id);
