/** Jobs: one is open at a time and takes in the machines that are seen; a closed one is archived with its report. */
import { FieldbootError } from '../errors.ts';
import { putBack } from '../images/assign.ts';
import type { Job } from '../images/job.ts';
import type { HandOver } from '../jobs/hand-over.ts';
import { rackNames } from '../jobs/rack-names.ts';
import type { Snapshot, Store, StoredJob } from '../store/store.ts';
import type { Hub } from './hub.ts';
import { slug, unusedId } from './ids.ts';
import type { Machines } from './machines.ts';

export interface JobsParts {
  readonly store: Store;
  readonly hub: Hub;
  readonly clock: () => number;
}

export interface JobDraft {
  readonly customer: string;
  readonly site: string;
  readonly technician: string;
  readonly date?: string | undefined;
}

export interface JobChange extends Partial<{ [K in keyof JobDraft]: JobDraft[K] | undefined }> {
  /** Names in rack order, as `rackNames` reads them; empty: none. */
  readonly names?: string | undefined;
}

const CURRENT = 'job';

export class Jobs {
  readonly #parts: JobsParts;

  constructor(parts: JobsParts) {
    this.#parts = parts;
  }

  /** Latest first. */
  list(): Job[] {
    return this.#parts.store.jobs
      .all()
      .map(withoutArchive)
      .sort((a, b) => b.createdAt - a.createdAt);
  }

  /** One job. Throws NOT_FOUND. */
  get(id: string): Job {
    return withoutArchive(this.#stored(id));
  }

  /** The job that takes in what is seen; made without names when there is none. */
  current(): Job {
    const { store } = this.#parts;
    const id = store.values.get(CURRENT);
    const job = id === undefined ? undefined : store.jobs.get(id);
    return job === undefined || job.closedAt !== null
      ? this.create({ customer: '', site: '', technician: '' })
      : withoutArchive(job);
  }

  /** Makes a job and makes it the current one. */
  create({ customer, site, technician, date }: JobDraft): Job {
    const { store, clock, hub } = this.#parts;
    const day = date ?? new Date(clock()).toISOString().slice(0, 10);
    const job: StoredJob = {
      id: unusedId(
        slug([customer, site, day].filter(Boolean).join(' ')),
        (id) => store.jobs.get(id) !== undefined,
      ),
      customer,
      site,
      technician,
      date: day,
      names: [],
      createdAt: clock(),
      closedAt: null,
      archive: [],
      report: null,
    };
    store.jobs.put(job);
    store.values.set(CURRENT, job.id);
    hub.changed('jobs');
    return withoutArchive(job);
  }

  /** Changes what is given. Throws NOT_FOUND, JOB_CLOSED, BAD_REQUEST (names). */
  change(id: string, { names, ...change }: JobChange): Job {
    const job = this.#open(id);
    const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    return this.#put({ ...job, ...given, ...(names === undefined ? {} : { names: rackNames(names) }) });
  }

  /** What is seen from now on belongs to this job. Throws NOT_FOUND, JOB_CLOSED. */
  choose(id: string): Job {
    this.#parts.store.values.set(CURRENT, this.#open(id).id);
    this.#parts.hub.changed('jobs');
    return this.get(id);
  }

  /** The next name in rack order, which is used up; null when there is none. */
  nextName(): string | null {
    const job = this.#currentStored();
    const [next, ...names] = job?.names ?? [];
    if (job === undefined || next === undefined) return null;
    this.#put({ ...job, names });
    return next;
  }

  /**
   * Closes a job: its machines are archived with it and leave the list, their report stays. Throws NOT_FOUND, JOB_CLOSED,
   * and JOB_UNDER_WAY while machines of it are being installed, unless `insist`.
   */
  close(id: string, report: HandOver, machines: Machines, insist: boolean): Job {
    const { store, clock, hub } = this.#parts;
    const job = this.#open(id);
    const macs = this.macsOf(id);
    const busy = macs.filter((mac) => machines.underWay().includes(mac));
    if (busy.length > 0 && !insist) throw new FieldbootError('JOB_UNDER_WAY', { count: busy.length });
    return this.#together(() => {
      const archive = macs.map((mac) => this.#snapshot(mac));
      for (const mac of macs) machines.archive(mac);
      const closed = this.#put({ ...job, closedAt: clock(), archive, report, names: [] });
      if (store.values.get(CURRENT) === id) store.values.set(CURRENT, null);
      hub.changed('machines');
      return closed;
    });
  }

  /** Opens a closed job again, with its machines as they were. Those that are there by now stay as they are. Throws NOT_FOUND. */
  reopen(id: string, machines: Machines): Job {
    const { store, hub } = this.#parts;
    const job = this.#stored(id);
    return this.#together(() => {
      for (const { mac, machine, assignment, timeline } of job.archive) {
        if (machine === null || machines.isKnown(mac)) continue;
        store.machines.put(machine);
        if (assignment !== null) store.assignments.put(putBack(assignment, timeline));
        machines.restored(mac, timeline);
      }
      hub.changed('machines');
      return this.#put({ ...job, closedAt: null, archive: [], report: null });
    });
  }

  /** The report that was made when the job was closed; null while it is open. Throws NOT_FOUND. */
  archivedReport(id: string): HandOver | null {
    return this.#stored(id).report;
  }

  /** Machines of a job, in the order they were first seen. */
  macsOf(id: string): string[] {
    return this.#parts.store.machines
      .all()
      .filter(({ job }) => job === id)
      .map(({ mac }) => mac);
  }

  #together<T>(work: () => T): T {
    return this.#parts.hub.whole(() => this.#parts.store.together(work));
  }

  #snapshot(mac: string): Snapshot {
    const { machines, assignments, timelines } = this.#parts.store;
    const at = { machine: machines.get(mac), assignment: assignments.get(mac), timeline: timelines.get(mac) };
    return {
      mac,
      machine: at.machine ?? null,
      assignment: at.assignment ?? null,
      timeline: at.timeline ?? null,
    };
  }

  #currentStored(): StoredJob | undefined {
    const id = this.#parts.store.values.get(CURRENT);
    return id === undefined ? undefined : this.#parts.store.jobs.get(id);
  }

  #stored(id: string): StoredJob {
    const job = this.#parts.store.jobs.get(id);
    if (job === undefined) throw new FieldbootError('NOT_FOUND', { what: 'job', id });
    return job;
  }

  #open(id: string): StoredJob {
    const job = this.#stored(id);
    if (job.closedAt !== null) throw new FieldbootError('JOB_CLOSED', { id });
    return job;
  }

  #put(job: StoredJob): Job {
    this.#parts.store.jobs.put(job);
    this.#parts.hub.changed('jobs');
    return withoutArchive(job);
  }
}

function withoutArchive({ archive: _, report: __, ...job }: StoredJob): Job {
  return job;
}
