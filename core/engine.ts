/** The composition root: everything Fieldboot is made of, put together over one data folder. */
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import type { ServeRequest, SiteCaView, Status } from './api/contract.ts';
import type { Engine } from './api/engine-port.ts';
import { problemView } from './api/handlers.ts';
import { type Problem, problem } from './errors.ts';
import { undoAll } from './host/addresses.ts';
import { type BootFiles, bootFilesFolder, openBootFiles } from './host/boot-files.ts';
import { listInterfaces } from './host/interfaces.ts';
import { checkRights } from './host/rights.ts';
import { isBuiltin } from './images/profile.ts';
import { type BootRoom, openBootRoom } from './service/boot-room.ts';
import { Bundles } from './service/bundles.ts';
import { Decisions } from './service/decisions.ts';
import { DhcpLog } from './service/dhcp-log.ts';
import { DoorLog } from './service/door-log.ts';
import { externalLines } from './service/external.ts';
import { Hub } from './service/hub.ts';
import { Jobs } from './service/jobs.ts';
import { sweepLibrary } from './service/leftovers.ts';
import { Library } from './service/library.ts';
import { type MachineRoom, openMachineRoom } from './service/machine-room.ts';
import { Machines } from './service/machines.ts';
import { Profiles } from './service/profiles.ts';
import { RescueList } from './service/rescue-list.ts';
import { ServingLife } from './service/serving-life.ts';
import { type SiteCaKeeper, siteCaIn } from './service/site-ca.ts';
import { ToldOptions } from './service/told-options.ts';
import { Trouble } from './service/trouble.ts';
import { openData } from './store/data-folder.ts';
import type { Store } from './store/store.ts';
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

class EngineOfFolder implements LiveEngine {
  readonly store: Store;
  readonly hub: Hub;
  readonly library: Library;
  readonly profiles: Profiles;
  readonly machines: Machines;
  readonly jobs: Jobs;
  readonly bundles: Bundles;
  readonly decisions = new Decisions();
  readonly #room: MachineRoom;
  readonly #boot: BootRoom;
  readonly uploads: string;
  readonly #data: string;
  readonly #clock: () => number;
  readonly #laptop = hostname().split('.')[0] || 'laptop';
  readonly #bootFiles: BootFiles;
  readonly #trouble: Trouble;
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
      speedOf: (mac) => this.#boot.progress.speedOf(mac),
      serving: () => this.#serving.current,
    });
    this.#siteCa = siteCaIn(join(data, 'site-ca'), clock);
    this.#boot = openBootRoom({
      ...base,
      library: this.library,
      profiles: this.profiles,
      machines: this.machines,
      room: this.#room,
      siteCa: this.#siteCa,
      laptop: this.#laptop,
      logs: join(data, 'logs'),
      bootFile,
      survive: (work) => this.#trouble.survive(work),
      serving: () => this.#serving,
    });
    const { overview, syslog, sheets } = this.#room;
    this.bundles = new Bundles({
      ...base,
      previews: this.previews,
      overview,
      syslog,
      sheets,
    });
    this.#serving = this.#makeServing();
  }

  get previews() {
    return this.#boot.previews;
  }

  get loaders() {
    return this.#boot.loaders;
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
    this.#boot.progress.close();
    this.#room.diagnoses.close();
    this.#room.sums.close();
    await this.library.close();
    this.store.close();
  }

  #missingBootFiles(): Problem[] {
    const missing = this.#bootFiles.missing();
    return missing.length === 0 ? [] : [problem('BOOT_FILES_MISSING', { file: missing.join(', ') })];
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
      bytesServed: () => this.#boot.progress.bytesServed,
      survive: (work) => this.#trouble.survive(work),
      serving: {
        tree: this.#boot.tree,
        exports: this.#boot.exports,
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
        onServed: (served) => this.#boot.onServed(served),
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
