/** Which loader each machine is told, by how far it came with the last one, and what worked on its like. */
import type { ClientInfo } from '../netboot/client.ts';
import { type Attempt, climb, type Kind, orderFor, remember, type Worked } from '../netboot/ladder.ts';
import { loaderFile, type Rung } from '../netboot/loaders.ts';
import type { Store } from '../store/store.ts';
import type { Served } from '../tree/mounts.ts';
import type { Hub } from './hub.ts';
import type { Machines } from './machines.ts';

export interface LoaderLadderParts {
  readonly hub: Hub;
  readonly machines: Pick<Machines, 'expected' | 'macAt'>;
  readonly values: Store['values'];
  readonly clock: () => number;
  /** Rung that the technician wants tried first; null: what is known decides. */
  first(): Rung | null;
  /** Path of the loader in a rung's place, because of what the machine is to boot; null: the rung's own. */
  insteadOf(mac: string, rung: Rung): string | null;
}

/** Name under which the loaders that worked are kept. */
const WORKED = 'loaders that worked';

/** Most machines whose attempts are remembered at the same time. */
const MOST_WATCHED = 4096;

interface Watched extends Attempt {
  readonly file: string;
  /** Bytes of the loader that was fetched. */
  readonly bytes: number;
}

export class LoaderLadder {
  readonly #parts: LoaderLadderParts;
  readonly #attempts = new Map<string, Watched>();
  #worked: readonly Worked[] | undefined;

  constructor(parts: LoaderLadderParts) {
    this.#parts = parts;
  }

  /** Path of the loader that a client is told; undefined: the first of its ladder, or there is none. */
  loaderFor(client: ClientInfo): string | undefined {
    const { mac, stage } = client;
    if (stage === 'ipxe') {
      this.#runs(mac);
      return insteadOfIpxe(client, this.#parts.first());
    }
    if (stage !== 'rom' && stage !== 'http-boot') return undefined;
    const [first, ...others] = orderFor(this.#kindOf(client), this.worked(), this.#parts.first());
    if (first === undefined) return undefined;
    const before = this.#attempts.get(mac);
    const { attempt, stuckOn } = climb(before, [first, ...others]);
    const own = loaderFile(client.firmware, attempt.rung);
    const file = this.#parts.insteadOf(mac, attempt.rung) ?? own;
    if (file === null) return undefined;
    if (stuckOn !== null && before !== undefined) this.#tellStuck(mac, before, file);
    if (before?.file !== file || before.reached !== attempt.reached)
      this.#watch(mac, { ...attempt, file, bytes: 0 });
    return file;
  }

  /** Takes note of a transfer that ended: the loader itself, or what only a running loader asks for. */
  note({ path, from, bytes, size, complete }: Served): void {
    const mac = this.#parts.machines.macAt(from.address);
    const attempt = mac === null ? undefined : this.#attempts.get(mac);
    if (mac === null || attempt === undefined) return;
    if (path === attempt.file && complete && bytes === size && attempt.reached === 'told')
      this.#attempts.set(mac, { ...attempt, reached: 'fetched', bytes });
    else if (isScript(path)) this.#runs(mac);
  }

  /** What worked, newest first. */
  worked(): readonly Worked[] {
    this.#worked ??= JSON.parse(this.#parts.values.get(WORKED) ?? '[]') as Worked[];
    return this.#worked;
  }

  /** Adds what a colleague's laptop has learnt; what this one knows of the same kind of machine holds. */
  learn(worked: readonly Worked[]): readonly Worked[] {
    this.#keep([...this.worked()].reverse().reduce(remember, worked));
    return this.worked();
  }

  #runs(mac: string): void {
    const attempt = this.#attempts.get(mac);
    if (attempt === undefined || attempt.reached === 'running') return;
    this.#attempts.set(mac, { ...attempt, reached: 'running' });
    const { manufacturer, product, firmware } = this.#parts.machines.expected(mac);
    const one = { manufacturer, product, firmware, block: blockOf(mac) };
    this.#keep(remember(this.worked(), { ...one, rung: attempt.rung, at: this.#parts.clock() }));
  }

  #kindOf({ mac, firmware }: ClientInfo): Kind {
    const { manufacturer, product } = this.#parts.machines.expected(mac);
    return { manufacturer, product, firmware, block: blockOf(mac) };
  }

  #watch(mac: string, attempt: Watched): void {
    if (this.#attempts.size >= MOST_WATCHED) this.#attempts.clear();
    this.#attempts.set(mac, attempt);
  }

  #tellStuck(mac: string, { file, bytes }: Watched, next: string): void {
    this.#parts.hub.emit({ mac, kind: 'loader-silent', detail: { file, bytes, next } });
  }

  #keep(worked: readonly Worked[]): void {
    this.#worked = worked;
    this.#parts.values.set(WORKED, JSON.stringify(worked));
  }
}

/** An iPXE goes on by itself, unless the technician wants pxelinux: then one in a card's ROM is sent to that. */
function insteadOfIpxe({ firmware }: ClientInfo, first: Rung | null): string | undefined {
  const wanted = first === 'lpxelinux' || first === 'pxelinux';
  return (wanted ? loaderFile(firmware, first) : null) ?? undefined;
}

/** What a loader that runs asks for first. */
const isScript = (path: string): boolean =>
  /\/(?:boot\.ipxe|grub\.cfg[^/]*|pxelinux\.cfg\/[^/]+)$/i.test(path.split('?')[0] ?? '');

const blockOf = (mac: string): string => mac.slice(0, 8);
