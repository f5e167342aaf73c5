/** The composition root: everything Fieldboot is made of, put together over one data folder. */
import { mkdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import type { ServeRequest, Status } from './api/contract.ts';
import type { Engine } from './api/engine-port.ts';
import { problemView } from './api/handlers.ts';
import { asFieldbootError, FieldbootError, type Problem, problem } from './errors.ts';
import { undoAll } from './host/addresses.ts';
import { type BootFiles, bootFilesFolder, openBootFiles } from './host/boot-files.ts';
import { listInterfaces } from './host/interfaces.ts';
import { neighbourAt } from './host/neighbours.ts';
import { checkRights } from './host/rights.ts';
import { estimateProgress, familyOf } from './images/families/index.ts';
import { openFileSource } from './media/file-source.ts';
import { httpRoot } from './netboot/loaders.ts';
import { type HeardServer, nameServer } from './netboot/preflight.ts';
import { BootDesk } from './service/boot-desk.ts';
import { DhcpLog } from './service/dhcp-log.ts';
import { DoorLog } from './service/door-log.ts';
import { externalLines } from './service/external.ts';
import { Hub } from './service/hub.ts';
import { Library } from './service/library.ts';
import { Machines } from './service/machines.ts';
import { closedDoors, newProber, runPreflight } from './service/preflight.ts';
import { Profiles } from './service/profiles.ts';
import { Progress } from './service/progress.ts';
import { openServing, type ServingSession } from './service/serving.ts';
import { signingKeyOf } from './service/signing-key.ts';
import { lockFolder } from './store/folder-lock.ts';
import { openStore } from './store/sqlite-store.ts';
import type { Store } from './store/store.ts';
import type { BootTree } from './tree/boot-tree.ts';
import { imageExports } from './tree/exports.ts';
import { imageFiles } from './tree/image-files.ts';
import { loaderFiles } from './tree/loader-files.ts';
import { entryFile, machineFiles } from './tree/machine-files.ts';
import { joinTrees, type Served } from './tree/mounts.ts';
import { createRealiser } from './tree/overlay/realise.ts';
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
  /** Stops serving and closes everything. */
  close(): Promise<void>;
}

/** TCP port of the HTTP door: above the ports that need rights, and nobody's by convention. */
const HTTP_PORT = 8067;
/** Where a URL points while nothing serves, for answers that are only looked at. */
const EXAMPLE_BASE = `http://10.77.0.1:${HTTP_PORT}`;
/** Name under which the last serving request is kept until serving stops in order. */
const LAST_SERVED = 'serving';
/** Name under which the machines are kept that may have a complete lease beside another server. */
const RESCUED = 'rescued';

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
  readonly uploads: string;
  readonly #data: string;
  readonly #clock: () => number;
  readonly #laptop = hostname().split('.')[0] || 'laptop';
  readonly #prober = newProber();
  readonly #bootFiles: BootFiles;
  readonly #progress: Progress;
  readonly #desk: BootDesk;
  readonly #dhcpLog: DhcpLog;
  readonly #doorLog: DoorLog;
  readonly #realise: ReturnType<typeof createRealiser>;
  readonly #tree: BootTree;
  readonly #rescued: Set<string>;
  #session: ServingSession | null = null;
  #opening = false;
  /** A preflight that has a door open for a moment. */
  #trying: Promise<unknown> = Promise.resolve();
  #stopped: Problem | null = null;
  #trouble: Problem | null = null;
  /** What the doors had served when this serving started. */
  #servedBefore = 0;

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
    this.#rescued = new Set(JSON.parse(store.values.get(RESCUED) ?? '[]') as string[]);
    this.hub = new Hub(store.events, clock);
    const base = { store, hub: this.hub, clock };
    this.library = new Library({
      ...base,
      uploads: this.uploads,
      bootFile: (name) => this.#bootFiles.path(name),
    });
    this.profiles = new Profiles({ ...base, library: this.library, templates: FOLDERS.templates });
    this.machines = new Machines({ ...base, profiles: this.profiles });
    this.#progress = this.#makeProgress();
    this.#desk = this.#makeDesk();
    this.#dhcpLog = new DhcpLog(this.hub, this.machines);
    this.#doorLog = new DoorLog(this.hub, this.machines, clock);
    this.#realise = createRealiser({
      bootFile: (name) => this.#bootFiles.path(name),
      open: openFileSource,
      signingKey: signingKeyOf(store),
    });
    this.#tree = this.#makeTree();
  }

  async status(): Promise<Status> {
    const rights = await checkRights();
    const session = this.#session;
    return {
      version: VERSION,
      laptop: this.#laptop,
      data: this.#data,
      serving: session?.serving ?? null,
      missing: [
        ...rights.missing,
        ...this.#missingBootFiles(),
        ...(this.#trouble ? [this.#trouble] : []),
      ].map(problemView),
      platform: process.platform,
      bytesServed: this.#progress.bytesServed - this.#servedBefore,
      leases: session?.leases() ?? null,
      stopped: this.#stopped && problemView(this.#stopped),
      otherServers: session?.otherServers() ?? [],
      warnings: (session?.warnings ?? []).map(problemView),
    };
  }

  async interfaces() {
    return (await listInterfaces()).map((one) => ({ ...one, addresses: [...one.addresses] }));
  }

  preflight(name: string) {
    return runPreflight(name, {
      prober: this.#prober,
      doors: (chosen) => {
        // What is open there is ours.
        if (this.#opening || this.#session?.serving.interface === name) return Promise.resolve([]);
        const trying = closedDoors(chosen, HTTP_PORT);
        this.#trying = trying;
        return trying;
      },
    });
  }

  async serve(request: ServeRequest): Promise<Status> {
    if (this.#session || this.#opening)
      throw new FieldbootError('ALREADY_SERVING', {
        name: this.#session?.serving.interface ?? request.interface,
      });
    const defaultProfile = request.defaultProfile && this.profiles.get(request.defaultProfile).id;
    const wanted = { ...request, ...(defaultProfile ? { defaultProfile } : {}) };
    this.#opening = true;
    try {
      await this.#trying;
      this.#session = await openServing(wanted, this.#servingParts());
    } finally {
      this.#opening = false;
    }
    this.#stopped = null;
    this.#servedBefore = this.#progress.bytesServed;
    this.store.values.set(LAST_SERVED, JSON.stringify(wanted));
    const { interface: name, address } = this.#session.serving;
    this.hub.emit({ mac: null, kind: 'serving', detail: { interface: name, address } });
    this.hub.changed('status');
    return this.status();
  }

  async stop(): Promise<Status> {
    if (this.#session === null) throw new FieldbootError('NOT_SERVING');
    await this.#end(null);
    return this.status();
  }

  rescue() {
    return { stuck: [...(this.#session?.stuck() ?? [])], allowed: [...this.#rescued] };
  }

  setRescue(mac: string, allowed: boolean) {
    if (allowed) this.#rescued.add(mac);
    else this.#rescued.delete(mac);
    this.store.values.set(RESCUED, JSON.stringify([...this.#rescued]));
    this.hub.changed('status');
    return this.rescue();
  }

  externalConfig(name: string, address?: string) {
    return externalLines(name, address, HTTP_PORT);
  }

  answers(profileId: string, mac: string) {
    const machine = this.machines.expected(mac);
    const base = this.#base() ?? EXAMPLE_BASE;
    const assignment = this.machines.assignment(mac);
    const { id } = this.profiles.get(profileId);
    const token = assignment?.profile === id ? assignment.token : 'TOKEN';
    const urls = this.#desk.urls({ mac, profile: id, token }, base);
    return this.profiles.answers(this.profiles.context(id, machine, urls));
  }

  async resume(): Promise<void> {
    const last = this.store.values.get(LAST_SERVED);
    if (last === undefined) return;
    try {
      await this.serve(JSON.parse(last) as ServeRequest);
    } catch (thrown) {
      // The window must open all the same: it is where another interface is chosen.
      this.#stopped = asFieldbootError(thrown).problem;
    }
  }

  async close(): Promise<void> {
    if (this.#session) await this.#end(null);
    this.#progress.close();
    await this.library.close();
    this.store.close();
  }

  /** Ends serving, in order (`why` null) or because something is gone. */
  async #end(why: FieldbootError | null): Promise<void> {
    const session = this.#session;
    this.#session = null;
    await session?.close();
    this.#stopped = why?.problem ?? null;
    this.store.values.set(LAST_SERVED, null);
    const detail = why ? { code: why.code, reason: why.message, ...why.problem.params } : {};
    this.hub.emit({ mac: null, kind: 'stopped', detail });
    this.hub.changed('status');
  }

  #tellOther(server: HeardServer): void {
    const { address, mac, vendor, kind, offered, bootFile } = server;
    const facts = { address, server: nameServer(server), kind, mac, vendor, offered, file: bootFile };
    const told = Object.entries(facts).filter((pair): pair is [string, string] => pair[1] !== null);
    this.hub.emit({ mac: null, kind: 'other-dhcp', detail: Object.fromEntries(told) });
    this.hub.changed('status');
  }

  /** Whatever goes wrong with keeping a fact (a full disk), the machines are still answered; it is said in the status. */
  #survive(work: () => void): void {
    try {
      work();
      this.#trouble = null;
    } catch (thrown) {
      const { problem: described } = asFieldbootError(thrown);
      const news = this.#trouble?.code !== described.code;
      this.#trouble = described;
      if (news) this.hub.changed('status');
    }
  }

  #base(): string | null {
    const serving = this.#session?.serving;
    return serving ? httpRoot(serving.address, serving.httpPort) : null;
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
      familyOf: (id) => {
        const image = this.store.images.get(id);
        return image && familyOf(image.family);
      },
      estimate: estimateProgress,
    });
  }

  #makeDesk(): BootDesk {
    return new BootDesk({
      hub: this.hub,
      library: this.library,
      profiles: this.profiles,
      machines: this.machines,
      progress: this.#progress,
      laptop: this.#laptop,
      witnesses: {
        leaseHolder: (address) => this.store.leases.holderOf(address, this.#clock()),
        neighbourAt,
      },
      base: () => this.#base(),
      nfs: () => this.#session?.nfs ?? null,
      defaultProfile: () => this.#session?.serving.defaultProfile ?? null,
    });
  }

  #onServed(served: Served): void {
    this.#survive(() => this.#progress.note(served));
  }

  #makeTree(): BootTree {
    const mounts = {
      '/boot.ipxe': entryFile(this.#desk),
      '/machines': machineFiles(this.#desk),
      '/loaders': loaderFiles((name) => this.#bootFiles.path(name), openFileSource),
      '/images': imageFiles({ openImage: (id) => this.library.open(id), realise: this.#realise }),
    };
    return joinTrees(mounts, (served) => this.#onServed(served));
  }

  #servingParts() {
    const { store } = this;
    return {
      tree: this.#tree,
      exports: imageExports({
        ids: () => store.images.all().map(({ id }) => id),
        openImage: (id) => this.library.open(id),
        realise: this.#realise,
      }),
      onServed: (served: Served) => this.#onServed(served),
      leases: {
        load: () => store.leases.all(),
        save: store.leases.put,
        remove: store.leases.remove,
        together: store.together,
      },
      journal: store.journal,
      clock: this.#clock,
      laptop: this.#laptop,
      httpPort: HTTP_PORT,
      reservationFor: store.machines.reservationFor,
      reservedTo: store.machines.reservedTo,
      onRequest: (report: Parameters<DoorLog['note']>[0]) => {
        // Ending closes every transfer: that is no news.
        if (this.#session !== null) this.#survive(() => this.#doorLog.note(report));
      },
      onDhcp: (event: Parameters<DhcpLog['note']>[0]) => this.#survive(() => this.#dhcpLog.note(event)),
      rescueAllowed: (mac: string) => this.#rescued.has(mac),
      prober: this.#prober,
      onOtherServer: (server: HeardServer) => this.#tellOther(server),
      onLost: (why: FieldbootError) => void this.#end(why).catch(() => {}),
    };
  }
}
