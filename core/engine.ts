/** The composition root: everything Fieldboot is made of, put together over one data folder. */
import { mkdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import type { ServeRequest, SiteCaView, Status } from './api/contract.ts';
import type { Engine } from './api/engine-port.ts';
import { problemView } from './api/handlers.ts';
import { FieldbootError, type Problem, problem } from './errors.ts';
import { undoAll } from './host/addresses.ts';
import { type BootFiles, bootFilesFolder, openBootFiles } from './host/boot-files.ts';
import { listInterfaces } from './host/interfaces.ts';
import { neighbourAt } from './host/neighbours.ts';
import { checkRights } from './host/rights.ts';
import { familyOf } from './images/families/index.ts';
import { isBuiltin } from './images/profile.ts';
import { openFileSource } from './media/file-source.ts';
import { BootContexts } from './service/boot-contexts.ts';
import { BootDesk } from './service/boot-desk.ts';
import { Bundles } from './service/bundles.ts';
import { Decisions } from './service/decisions.ts';
import { DhcpLog } from './service/dhcp-log.ts';
import { DoorLog } from './service/door-log.ts';
import { externalLines } from './service/external.ts';
import { Hub } from './service/hub.ts';
import { InstallerLogs } from './service/installer-logs.ts';
import { Jobs } from './service/jobs.ts';
import { sweepLibrary } from './service/leftovers.ts';
import { Library } from './service/library.ts';
import { LoaderLadder } from './service/loader-ladder.ts';
import { type MachineRoom, openMachineRoom } from './service/machine-room.ts';
import { Machines } from './service/machines.ts';
import { Previews } from './service/previews.ts';
import { Profiles } from './service/profiles.ts';
import { Progress } from './service/progress.ts';
import { RescueList } from './service/rescue-list.ts';
import { SecureLoaders } from './service/secure-loaders.ts';
import { ServingLife } from './service/serving-life.ts';
import { signingKeyOf } from './service/signing-key.ts';
import { type SiteCaKeeper, siteCaIn } from './service/site-ca.ts';
import { ToldOptions } from './service/told-options.ts';
import { Trouble } from './service/trouble.ts';
import { lockFolder } from './store/folder-lock.ts';
import { openStore } from './store/sqlite-store.ts';
import type { Store } from './store/store.ts';
import type { BootTree } from './tree/boot-tree.ts';
import { type ImageExports, imageExports } from './tree/exports.ts';
import { imageFiles } from './tree/image-files.ts';
import { GRUB_PLACES, grubPlace, imagesWithConfigs, loadersWithConfigs } from './tree/loader-configs.ts';
import { loaderFiles } from './tree/loader-files.ts';
import { entryFile, machineFiles } from './tree/machine-files.ts';
import { joinTrees, type Served } from './tree/mounts.ts';
import { createRealiser } from './tree/overlay/realise.ts';
import { siteCaFiles } from './tree/site-ca-files.ts';
import { VERSION } from './version.ts';

export interface EngineOptions {
  /** Folder of state and library; made when it is not there. */
  readonly data: string;
  /** Folder of boot files; default: beside the sources, or FIELDBOOT_BOOTFILES. */
  readonly bootFiles?: string;
  /** Milliseconds since 1970. */
  readonly clock?: () => number;
}

/** An engine, and what only its process does with it. */
export interface LiveEngine extends Engine {
  /** Serves again what was served when the last engine was killed; does nothing when it stopped in order. */
  resume(): Promise<void>;
  /** Takes away what a killed engine left half-done in the library; for who has the data folder to himself. */
  sweep(): Promise<void>;
  /** Stops serving and closes everything. */
  close(): Promise<void>;
}

/** TCP port of the HTTP door: above the ports that need rights, and nobody's by convention. */
const HTTP_PORT = 8067;

const FOLDERS = {
  templates: process.env.FIELDBOOT_TEMPLATES ?? join(import.meta.dirname, '../resources/answers'),
};

/** Opens the engine of a data folder. Rejects with DATA_UNUSABLE. */
export async function openEngine(options: EngineOptions): Promise<LiveEngine> {
  const data = resolve(options.data);
  const store = openData(data);
  // What a killed engine left set on this laptop is undone before anything else.
  await undoAll(store.journal);
  return new EngineOfFolder(data, store, options);
}

function openData(data: string): Store {
  return inData(data, () => openStore(join(data, 'fieldboot.sqlite')));
}

/** Takes a data folder for one engine that stays; null when another process has it. Throws DATA_UNUSABLE. */
export function lockData(data: string): (() => void) | null {
  return inData(data, () => lockFolder(data));
}

function inData<T>(data: string, work: () => T): T {
  try {
    mkdirSync(data, { recursive: true, mode: 0o700 });
    return work();
  } catch (cause) {
    throw new FieldbootError('DATA_UNUSABLE', { path: data, detail: (cause as Error).message }, { cause });
  }
}

class EngineOfFolder implements LiveEngine {
  readonly store: Store;
  readonly hub: Hub;
  readonly library: Library;
  readonly profiles: Profiles;
  readonly machines: Machines;
  readonly previews: Previews;
  readonly jobs: Jobs;
  readonly bundles: Bundles;
  readonly decisions = new Decisions();
  readonly loaders: LoaderLadder;
  readonly #room: MachineRoom;
  readonly uploads: string;
  readonly #data: string;
  readonly #clock: () => number;
  readonly #laptop = hostname().split('.')[0] || 'laptop';
  readonly #bootFiles: BootFiles;
  readonly #progress: Progress;
  readonly #contexts: BootContexts;
  readonly #desk: BootDesk;
  readonly #secureLoaders: SecureLoaders;
  readonly #trouble: Trouble;
  readonly #realise: ReturnType<typeof createRealiser>;
  readonly #serving: ServingLife;
  readonly #siteCa: SiteCaKeeper;

  constructor(
    data: string,
    store: Store,
    { bootFiles = bootFilesFolder(), clock = Date.now }: EngineOptions,
  ) {
    this.store = store;
    this.uploads = join(data, 'library');
    this.#data = data;
    this.#clock = clock;
    this.#bootFiles = openBootFiles(bootFiles);
    this.hub = new Hub(store.events, clock);
    const base = { store, hub: this.hub, clock };
    const bootFile = (name: string) => this.#bootFiles.path(name);
    this.library = new Library({
      ...base,
      uploads: this.uploads,
      repositories: join(data, 'repositories'),
      bootFile,
    });
    this.profiles = new Profiles({
      ...base,
      library: this.library,
      templates: FOLDERS.templates,
      snippets: join(data, 'snippets'),
      awaited: (profile) => this.#room.sheets.expected(profile),
      defaultProfile: () => this.#serving.defaultProfile,
    });
    this.jobs = new Jobs(base);
    this.machines = new Machines({ ...base, profiles: this.profiles, job: () => this.jobs.current().id });
    this.#trouble = new Trouble(() => this.hub.changed('status'));
    this.#room = openMachineRoom({
      ...base,
      machines: this.machines,
      profiles: this.profiles,
      jobs: this.jobs,
      survive: (work) => this.#trouble.survive(work),
      speedOf: (mac) => this.#progress.speedOf(mac),
      serving: () => this.#serving.current,
    });
    this.#progress = this.#makeProgress();
    this.#secureLoaders = new SecureLoaders({
      machines: this.machines,
      profiles: this.profiles,
      library: this.library,
      clock,
      bootFile,
    });
    this.#contexts = new BootContexts({
      library: this.library,
      profiles: this.profiles,
      base: () => this.#serving.base(),
      nfs: () => this.#serving.nfs,
      syslog: () => this.#serving.syslog,
    });
    this.#desk = this.#makeDesk();
    this.loaders = this.#makeLadder();
    this.previews = new Previews({
      profiles: this.profiles,
      machines: this.machines,
      contexts: this.#contexts,
      laptop: this.#laptop,
    });
    const { overview, syslog, sheets } = this.#room;
    this.bundles = new Bundles({
      ...base,
      previews: this.previews,
      overview,
      syslog,
      sheets,
    });
    this.#realise = createRealiser({ bootFile, open: openFileSource, signingKey: signingKeyOf(store) });
    this.#siteCa = siteCaIn(join(data, 'site-ca'), clock);
    this.#serving = this.#makeServing();
  }

  get overview() {
    return this.#room.overview;
  }

  get actions() {
    return this.#room.actions;
  }

  get rules() {
    return this.#room.rules;
  }

  get undo() {
    return this.#room.undo;
  }

  get policy() {
    return this.#room.policy;
  }

  get gate() {
    return this.#room.gate;
  }

  get sheets() {
    return this.#room.sheets;
  }

  get handOvers() {
    return this.#room.handOvers;
  }

  get learning() {
    return this.#room.learning;
  }

  get diagnoses() {
    return this.#room.diagnoses;
  }

  get syslog() {
    return this.#room.syslog;
  }

  async status(): Promise<Status> {
    const rights = await checkRights();
    const { stopped, warnings, ...serving } = this.#serving.state();
    const trouble = this.#trouble.problem;
    return {
      version: VERSION,
      laptop: this.#laptop,
      data: this.#data,
      platform: process.platform,
      missing: [
        ...rights.missing,
        ...this.#missingBootFiles(),
        ...(trouble ? [trouble] : []),
        ...this.diagnoses.problems(),
      ].map(problemView),
      ...serving,
      stopped: stopped && problemView(stopped),
      warnings: warnings.map(problemView),
    };
  }

  async interfaces() {
    return (await listInterfaces()).map((one) => ({ ...one, addresses: [...one.addresses] }));
  }

  preflight(name: string, vlan?: number) {
    return this.#serving.preflight(name, vlan);
  }

  async serve(request: ServeRequest): Promise<Status> {
    await this.#serving.start(request);
    return this.status();
  }

  async stop(): Promise<Status> {
    await this.#serving.stop();
    return this.status();
  }

  resume(): Promise<void> {
    return this.#serving.resume();
  }

  async sweep(): Promise<void> {
    await sweepLibrary(this.uploads, this.store.images.all());
  }

  async siteCa(): Promise<SiteCaView> {
    const { path, fingerprint, notAfter } = await this.#siteCa.get();
    const base = this.#serving.base();
    return { path, fingerprint, notAfter, url: base && `${base}/fieldboot-ca.crt` };
  }

  rescue() {
    return this.#serving.rescue();
  }

  allowRescue(mac: string, range?: string) {
    return this.#serving.allowRescue(mac, range);
  }

  endRescue(mac: string) {
    return this.#serving.endRescue(mac);
  }

  externalConfig(name: string, address?: string) {
    return externalLines(name, address, HTTP_PORT);
  }

  answers(profileId: string, mac: string) {
    return this.previews.answers(mac, profileId);
  }

  async close(): Promise<void> {
    await this.#serving.close();
    this.#progress.close();
    this.#room.diagnoses.close();
    this.#room.sums.close();
    await this.library.close();
    this.store.close();
  }

  #missingBootFiles(): Problem[] {
    const missing = this.#bootFiles.missing();
    return missing.length === 0 ? [] : [problem('BOOT_FILES_MISSING', { file: missing.join(', ') })];
  }

  #makeProgress(): Progress {
    return new Progress({
      hub: this.hub,
      machines: this.machines,
      clock: this.#clock,
      survive: (work) => this.#trouble.survive(work),
      familyOf: (id) => {
        const image = this.store.images.get(id);
        return image && familyOf(image.family);
      },
      estimate: (mac, family, done) => this.#room.learning.estimate(mac, family, done),
    });
  }

  #makeDesk(): BootDesk {
    return new BootDesk({
      hub: this.hub,
      library: this.library,
      profiles: this.profiles,
      machines: this.machines,
      progress: this.#progress,
      clock: this.#clock,
      logs: new InstallerLogs(join(this.#data, 'logs'), this.#clock),
      laptop: this.#laptop,
      witnesses: {
        leaseHolder: (address) => this.store.leases.holderOf(address, this.#clock()),
        neighbourAt,
      },
      base: () => this.#serving.base(),
      contexts: this.#contexts,
      arrived: (machine) => this.#room.sheets.arrived(machine),
      chooseFor: (machine, mute) => this.#room.rules.chooseFor(machine, mute),
      enter: (machine, assignment) => this.#room.gate.enter(machine, assignment),
      secureLoaders: this.#secureLoaders,
    });
  }

  #makeLadder(): LoaderLadder {
    return new LoaderLadder({
      hub: this.hub,
      machines: this.machines,
      values: this.store.values,
      clock: this.#clock,
      first: () => this.#serving.firstLoader,
      insteadOf: (mac, rung) => (rung === 'shim' ? this.#secureLoaders.shimFor(mac) : null),
    });
  }

  #onServed(served: Served): void {
    this.#trouble.survive(() => this.#progress.note(served));
    this.#trouble.survive(() => this.loaders.note(served));
  }

  #makeTree(): BootTree {
    const desk = this.#desk;
    const images = imageFiles({ openImage: (id) => this.library.open(id), realise: this.#realise });
    const mounts = {
      '/boot.ipxe': entryFile(desk),
      ...siteCaFiles(() => this.#siteCa.made()),
      '/machines': machineFiles(desk),
      '/loaders': loadersWithConfigs(
        desk,
        loaderFiles((name) => this.#bootFiles.path(name), openFileSource),
      ),
      '/images': imagesWithConfigs(desk, images),
      ...Object.fromEntries(GRUB_PLACES.map((place) => [place, grubPlace(desk, place)])),
    };
    return joinTrees(mounts, (served) => this.#onServed(served));
  }

  #makeExports(): ImageExports {
    return imageExports({
      ids: () => this.store.images.all().map(({ id }) => id),
      openImage: (id) => this.library.open(id),
      realise: this.#realise,
    });
  }

  #makeServing(): ServingLife {
    const { store, hub, machines } = this;
    const [dhcpLog, doorLog] = [new DhcpLog(hub, machines), new DoorLog(hub, machines, this.#clock)];
    const told = new ToldOptions(store, hub);
    return new ServingLife({
      hub,
      values: store.values,
      rescued: new RescueList(store.values),
      profile: (named) => {
        const id = isBuiltin(named) ? named : this.profiles.get(named).id;
        return { id, erases: this.profiles.erases(id) };
      },
      bytesServed: () => this.#progress.bytesServed,
      survive: (work) => this.#trouble.survive(work),
      serving: {
        tree: this.#makeTree(),
        exports: this.#makeExports(),
        leases: {
          load: () => store.leases.all(),
          save: store.leases.put,
          remove: store.leases.remove,
          together: store.burst,
        },
        journal: store.journal,
        clock: this.#clock,
        laptop: this.#laptop,
        httpPort: HTTP_PORT,
        certificateFor: async (address) => (await this.#siteCa.get()).issue(address),
        reservationFor: store.machines.reservationFor,
        reservedTo: store.machines.reservedTo,
        told: (mac) => told.of(mac),
        loaderFor: (client) => this.loaders.loaderFor(client),
        onServed: (served) => this.#onServed(served),
        onSyslog: (bytes, address) => this.#trouble.survive(() => this.#room.syslog.note(bytes, address)),
        onLink: (up) =>
          this.#trouble.survive(
            () => void hub.emit({ mac: null, kind: 'link', detail: { state: up ? 'up' : 'down' } }),
          ),
        onAddressSetAgain: () =>
          this.#trouble.survive(() => {
            hub.emit({ mac: null, kind: 'link', detail: { state: 'address-set-again' } });
            hub.changed('status');
          }),
        onRequest: (report) => this.#trouble.survive(() => doorLog.note(report)),
        onDhcp: (event) => {
          this.decisions.note(event);
          this.#trouble.survive(() => dhcpLog.note(event));
        },
      },
    });
  }
}
