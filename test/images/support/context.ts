import type { LinuxPlan } from '../../../core/images/boot-plan.ts';
import type { Family, InstallContext } from '../../../core/images/family.ts';
import { formOf } from '../../../core/images/form.ts';
import { hostnameFor } from '../../../core/images/hostname.ts';
import type { Detection, Image } from '../../../core/images/image.ts';
import type { Machine } from '../../../core/images/machine.ts';
import type { Settings } from '../../../core/images/profile.ts';
import { isRefused, matchSignature } from '../../../core/images/signature.ts';
import type { MediumTree } from '../../../core/media/tree.ts';

export const MACHINE: Machine = {
  mac: '52:54:00:12:34:56',
  name: null,
  address: '10.77.0.101',
  firstSeen: 1,
  lastSeen: 2,
  chosen: true,
  reserved: null,
  manufacturer: 'Dell Inc.',
  product: 'PowerEdge R640',
  serial: 'ABC123',
  uuid: '4c4c4544-0042-3510-8057-b4c04f4a3132',
  memoryMiB: 8192,
  cpu: null,
  arch: 'x86_64',
  firmware: 'bios',
};

/** What a family gets for one machine, from what it detected and the settings of the profile. */
export function contextFor(family: Family, detection: Detection, given: Settings = {}): InstallContext {
  const base = 'http://10.77.0.1:8067';
  const own = `${base}/machines/${MACHINE.mac}/TOKEN`;
  const image: Image = {
    ...detection,
    id: 'medium',
    path: '/media/medium.iso',
    files: 1,
    bytes: 1,
    modified: 0,
    bootable: { bios: true, uefi: true },
    importedAt: 0,
    elapsedMs: 0,
  };
  const settings = { ...family.defaults, ...given };
  return {
    image,
    profile: { id: 'web', name: 'Web node', image: 'medium', settings: given, answers: null, createdAt: 0 },
    settings,
    form: formOf(settings),
    machine: MACHINE,
    urls: {
      base,
      host: '10.77.0.1:8067',
      tree: `${base}/images/medium/tree`,
      iso: `${base}/images/medium/medium.iso`,
      nfs: { path: '10.77.0.1:/images/medium/tree', portMapper: true },
      own,
      answers: [
        own,
        ...family
          .answers(image, 'install')
          .slice(0, 1)
          .map(({ name }) => name),
      ].join('/'),
      report: `${own}/report`,
    },
    joined: [],
    hostname: hostnameFor(MACHINE, settings),
  };
}

/** What a family finds on a medium; fails where it finds that the medium is not its own. */
export async function detectedBy(family: Family, tree: MediumTree): Promise<Detection> {
  const match = matchSignature(family.signature, tree);
  const verdict = isRefused(match) ? match : await family.detect(tree);
  if (isRefused(verdict)) throw new Error(verdict.refused);
  return verdict;
}

/** Why a medium is not of a family; fails where it is. */
export async function refusedBy(family: Family, tree: MediumTree): Promise<string> {
  const match = matchSignature(family.signature, tree);
  const verdict = isRefused(match) ? match : await family.detect(tree);
  if (!isRefused(verdict)) throw new Error(`it is ${verdict.name}`);
  return verdict.refused;
}

/** The plan of one machine; fails where it is that nothing can be booted. */
export function linuxPlanOf(family: Family, context: InstallContext): LinuxPlan {
  const plan = family.plan(context);
  if (plan.kind !== 'linux') throw new Error(plan.kind === 'blocked' ? plan.sentence : plan.kind);
  return plan;
}
