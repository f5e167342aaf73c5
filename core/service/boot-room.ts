/** All that a machine boots from: put together in one place, so that the engine stays a list of parts. */
import type { ServeRequest } from '../api/contract.ts';
import { neighbourAt } from '../host/neighbours.ts';
import { familyOf } from '../images/families/index.ts';
import { openFileSource } from '../media/file-source.ts';
import type { Store } from '../store/store.ts';
import type { BootTree } from '../tree/boot-tree.ts';
import { type ImageExports, imageExports } from '../tree/exports.ts';
import { imageFiles } from '../tree/image-files.ts';
import { GRUB_PLACES, grubPlace, imagesWithConfigs, loadersWithConfigs } from '../tree/loader-configs.ts';
import { loaderFiles } from '../tree/loader-files.ts';
import { entryFile, machineFiles } from '../tree/machine-files.ts';
import { joinTrees, type Served } from '../tree/mounts.ts';
import { createRealiser } from '../tree/overlay/realise.ts';
import { siteCaFiles } from '../tree/site-ca-files.ts';
import { BootContexts } from './boot-contexts.ts';
import { BootDesk } from './boot-desk.ts';
import type { Hub } from './hub.ts';
import { InstallerLogs } from './installer-logs.ts';
import type { Library } from './library.ts';
import { LoaderLadder } from './loader-ladder.ts';
import { MachineMenu } from './machine-menu.ts';
import type { MachineRoom } from './machine-room.ts';
import type { Machines } from './machines.ts';
import { MenusOfMachines } from './menu-desk.ts';
import { Previews } from './previews.ts';
import type { Profiles } from './profiles.ts';
import { Progress } from './progress.ts';
import { SecureLoaders } from './secure-loaders.ts';
import type { ServingLife } from './serving-life.ts';
import { signingKeyOf } from './signing-key.ts';
import type { SiteCaKeeper } from './site-ca.ts';

export interface BootRoomParts {
  readonly store: Store;
  readonly hub: Hub;
  readonly clock: () => number;
  readonly library: Library;
  readonly profiles: Profiles;
  readonly machines: Machines;
  readonly room: Pick<MachineRoom, 'sheets' | 'rules' | 'gate' | 'learning' | 'policy'>;
  readonly siteCa: Pick<SiteCaKeeper, 'made'>;
  /** Name of this laptop, shown on the machines. */
  readonly laptop: string;
  /** Folder of the logs that installers send. */
  readonly logs: string;
  /** Absolute path of a boot file; null when it is not on this laptop. */
  bootFile(name: string): string | null;
  /** Does what may fail where nobody waits for it. */
  survive(work: () => void): void;
  /** What is served, now. */
  serving(): Pick<ServingLife, 'base' | 'nfs' | 'syslog' | 'firstLoader' | 'menu'>;
}

export interface BootRoom {
  readonly progress: Progress;
  readonly previews: Previews;
  readonly loaders: LoaderLadder;
  /** What the doors of files lead to. */
  readonly tree: BootTree;
  /** The images as file systems, for NFS. */
  readonly exports: ImageExports;
  /** A transfer through any door has ended. Never throws. */
  onServed(served: Served): void;
}

export function openBootRoom(parts: BootRoomParts): BootRoom {
  const { store, hub, library, profiles, machines, room, clock, serving, laptop } = parts;
  const progress = new Progress({
    ...parts,
    familyOf: (id) => {
      const image = store.images.get(id);
      return image && familyOf(image.family);
    },
    estimate: (mac, family, done) => room.learning.estimate(mac, family, done),
  });
  const contexts = new BootContexts({
    ...{ library, profiles },
    base: () => serving().base(),
    nfs: () => serving().nfs,
    syslog: () => serving().syslog,
  });
  const secureLoaders = new SecureLoaders(parts);
  const witnesses = {
    leaseHolder: (address: string) => store.leases.holderOf(address, clock()),
    neighbourAt,
  };
  const desk = new BootDesk({
    ...{ hub, library, profiles, machines, progress, contexts, secureLoaders, clock, laptop },
    logs: new InstallerLogs(parts.logs, clock),
    witnesses,
    base: () => serving().base(),
    arrived: (machine) => room.sheets.arrived(machine),
    chooseFor: (machine, mute) => room.rules.chooseFor(machine, mute),
    enter: (machine, assignment) => room.gate.enter(machine, assignment),
    menu: () => openingOf(serving().menu),
  });
  const menu = new MachineMenu({
    profiles: store.profiles,
    ...{ laptop, clock, erases: (profile: string) => profiles.erases(profile) },
    settings: () => serving().menu,
  });
  const menus = new MenusOfMachines({
    ...{ hub, machines, profiles, menu, desk, laptop, witnesses, policy: room.policy },
    base: () => serving().base(),
  });
  const loaders = new LoaderLadder({
    ...{ hub, machines, values: store.values, clock },
    first: () => serving().firstLoader,
    insteadOf: (mac, rung) => (rung === 'shim' ? secureLoaders.shimFor(mac) : null),
  });
  const onServed = (served: Served) => {
    parts.survive(() => progress.note(served));
    parts.survive(() => loaders.note(served));
  };
  const previews = new Previews({ profiles, machines, contexts, laptop });
  return { progress, previews, loaders, onServed, ...openTrees(parts, desk, menus, onServed) };
}

const openingOf = (menu: ServeRequest['menu']): 'open' | 'pin' | null =>
  menu === undefined ? null : menu.pin === undefined ? 'open' : 'pin';

function openTrees(
  { store, library, siteCa, bootFile }: BootRoomParts,
  desk: BootDesk,
  menus: MenusOfMachines,
  onServed: (served: Served) => void,
): Pick<BootRoom, 'tree' | 'exports'> {
  const openImage = (id: string) => library.open(id);
  const realise = createRealiser({ bootFile, open: openFileSource, signingKey: signingKeyOf(store) });
  const mounts = {
    '/boot.ipxe': entryFile(desk),
    ...siteCaFiles(() => siteCa.made()),
    '/machines': machineFiles(desk, menus),
    '/loaders': loadersWithConfigs(desk, loaderFiles(bootFile, openFileSource)),
    '/images': imagesWithConfigs(desk, imageFiles({ openImage, realise })),
    ...Object.fromEntries(GRUB_PLACES.map((place) => [place, grubPlace(desk, place)])),
  };
  const ids = () => store.images.all().map(({ id }) => id);
  return { tree: joinTrees(mounts, onServed), exports: imageExports({ ids, openImage, realise }) };
}
