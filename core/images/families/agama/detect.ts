/** Is it a medium of SUSE's new installer (Agama), and of which system? */
import type { MediumTree } from '../../../media/tree.ts';
import type { Arch, Detection } from '../../image.ts';
import type { Refusal, Signature } from '../../signature.ts';

export const SIGNATURE: Signature = {
  marks: [{ path: 'LiveOS/squashfs.img', source: 'dracut dmsquash-live; agama: live/src, written by kiwi' }],
  foreign: [
    { path: '.treeinfo', is: "a medium of anaconda's", source: 'productmd' },
    { path: 'media.1/media', is: 'a SUSE medium with YaST', source: 'libzypp' },
  ],
};

const LOADERS: readonly (readonly [folder: string, arch: Arch])[] = [
  ['boot/x86_64/loader', 'amd64'],
  ['boot/aarch64/loader', 'arm64'],
];

/**
 * Volume identifiers (osinfo-db) and the product that the installer knows each by (agama: products.d).
 * `Install-SUSE-SLE-16-x86_64`, `Install-Leap-16.0-x86_64`, `agama-installer`.
 */
const PRODUCTS: readonly (readonly [pattern: RegExp, title: string, product: string])[] = [
  [/SLES?[-_]?SAP[-_ ]?(\d+(?:\.\d+)?)/i, 'SUSE Linux Enterprise Server for SAP', 'SLES_SAP'],
  [/SLE[SD]?[-_ ](\d+(?:\.\d+)?)/i, 'SUSE Linux Enterprise Server', 'SLES'],
  [/Leap[-_ ](\d+\.\d+)/i, 'openSUSE Leap', 'openSUSE_Leap'],
  [/Tumbleweed/i, 'openSUSE Tumbleweed', 'Tumbleweed'],
];

export async function detectAgama(tree: MediumTree): Promise<Detection | Refusal> {
  const place = LOADERS.find(([folder]) => tree.find(`${folder}/linux`)?.kind === 'file');
  if (place === undefined)
    return {
      refused:
        'LiveOS/squashfs.img is there, but no kernel in boot/x86_64/loader: it is another live medium.',
    };
  if (/[-_ ]live\b/i.test(tree.label))
    return { refused: `Its label "${tree.label}" says a live system, not an installer.` };
  const known = PRODUCTS.find(([pattern]) => pattern.test(tree.label));
  if (known === undefined)
    return {
      refused: `It is laid out as SUSE's new installer, but its label "${tree.label}" names no system of it.`,
    };
  return describe(tree, known, place);
}

function describe(
  tree: MediumTree,
  [pattern, title, product]: (typeof PRODUCTS)[number],
  [folder, arch]: (typeof LOADERS)[number],
): Detection {
  const version = pattern.exec(tree.label)?.[1] ?? '';
  const name = `${title} ${version}`.trim();
  const image = tree.find('LiveOS/squashfs.img');
  return {
    family: 'agama',
    name,
    version,
    arch,
    kernel: `${folder}/linux`,
    initrd: [`${folder}/initrd`],
    reason: `The label says ${name}, and LiveOS/squashfs.img and ${folder}/linux are there.`,
    facts: {
      product,
      liveBytes: String(image?.kind === 'file' ? image.size : 0),
      repository: tree.find('install/repodata') === undefined ? '' : 'install',
    },
    warnings: [],
  };
}
