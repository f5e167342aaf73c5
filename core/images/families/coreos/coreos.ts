/** Fedora CoreOS and Red Hat's: the live system of its medium, configured by Ignition, which can install itself. */
import { readText } from '../../../media/read-whole.ts';
import type { MediumTree } from '../../../media/tree.ts';
import type { BlockedPlan, LinuxPlan } from '../../boot-plan.ts';
import type { Family, InstallContext } from '../../family.ts';
import type { Detection } from '../../image.ts';
import { archOf, liveStage } from '../../live/describe.ts';
import { planOnlyWay } from '../../live/plan.ts';
import { intoMemory } from '../../live/stack.ts';
import type { Refusal } from '../../signature.ts';
import { ignitionFamily, ignitionUrl } from '../ignition/ignition-family.ts';
import { bootif } from '../shared.ts';

const KERNEL = 'images/pxeboot/vmlinuz';
const INITRD = 'images/pxeboot/initrd.img';
const ROOT = 'images/pxeboot/rootfs.img';
/** Fedora's documentation: 2 GiB when the root comes by `coreos.live.rootfs_url`, of which the root is a good half. */
const SYSTEM_MIB = 1024;

export const coreos: Family = {
  id: 'coreos',
  title: 'CoreOS',
  signature: {
    marks: [{ path: 'coreos', source: 'coreos-assembler: /coreos on its ISOs' }],
    foreign: [],
  },
  detect,
  ...ignitionFamily('coreos'),
  plan,
  stage: liveStage,
};

async function detect(tree: MediumTree): Promise<Detection | Refusal> {
  const files = [KERNEL, INITRD, ROOT].map((path) => tree.find(path));
  const missing = files.findIndex((file) => file?.kind !== 'file');
  if (missing >= 0)
    return {
      refused: `coreos is there, but not ${[KERNEL, INITRD, ROOT][missing]}, which a network boot needs.`,
    };
  const root = files[2];
  const known = /^(fedora-coreos|rhcos|scos)-?([\d.]*)/i.exec(tree.label);
  const said = /"version"\s*:\s*"([\w.-]{1,60})"/.exec(
    (await readText(tree, 'coreos/features.json', 64 * 1024).catch(() => undefined)) ?? '',
  );
  const version = known?.[2] || (said?.[1] ?? '');
  const title = /^rhcos/i.test(tree.label) ? 'Red Hat CoreOS' : 'Fedora CoreOS';
  return {
    family: 'coreos',
    name: `${title} ${version}`.trim(),
    version,
    arch: archOf(tree, tree.label),
    kernel: KERNEL,
    initrd: [INITRD],
    reason: `coreos and ${ROOT} are there, and the label says ${tree.label}.`,
    facts: { root: ROOT, rootBytes: String(root?.kind === 'file' ? root.size : 0) },
    warnings: [],
  };
}

function plan(context: InstallContext): LinuxPlan | BlockedPlan {
  const { image, urls, machine } = context;
  const { root = ROOT, rootBytes = '0' } = image.facts;
  const way = intoMemory('the live system', Number(rootBytes), SYSTEM_MIB, [
    `coreos.live.rootfs_url=${urls.tree}/${root}`,
    ...['ignition.firstboot', 'ignition.platform.id=metal', `ignition.config.url=${ignitionUrl(context)}`],
    ...['ip=dhcp', 'rd.neednet=1', bootif(machine.mac)],
  ]);
  return planOnlyWay(context, way, way.args);
}
