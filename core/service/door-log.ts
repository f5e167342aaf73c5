/** From what the TFTP and HTTP doors could not give to events: a machine that stands still usually missed a file. */
import type { FtpMissed } from '../servers/ftp.ts';
import type { HttpReport } from '../servers/http.ts';
import type { TftpReport } from '../servers/tftp.ts';
import { printable } from '../wire/text.ts';
import type { Hub } from './hub.ts';
import type { Machines } from './machines.ts';
import { Repeats } from './repeats.ts';

/** A file that a client asked for and did not get, or not whole. */
export interface Missed {
  /** IPv4 address of the client. */
  readonly address: string;
  readonly door: 'http' | 'tftp' | 'ftp';
  readonly file: string;
  readonly reason: string;
}

/** At most so many different misses become events in a minute, from all machines together. */
const MOST_A_MINUTE = 200;

export class DoorLog {
  readonly #hub: Hub;
  readonly #machines: Machines;
  readonly #clock: () => number;
  readonly #told = new Repeats(MOST_A_MINUTE);

  constructor(hub: Hub, machines: Machines, clock: () => number) {
    this.#hub = hub;
    this.#machines = machines;
    this.#clock = clock;
  }

  /** Takes note of a request that ended. */
  note(report: HttpReport | TftpReport | FtpMissed): void {
    this.#probe(report);
    const missed = missedBy(report);
    if (missed === null || isExpected(missed.file)) return;
    const { address, door, file, reason } = missed;
    if (this.#told.has(`${address} ${file} ${reason}`, this.#clock())) return;
    const detail = { address, door, file: shown(file), reason: printable(reason) };
    this.#hub.emit({ mac: this.#machines.macAt(address), kind: 'missed', detail });
  }

  /** Firmware that asks for a size says that it is alive and gets through: its fetching comes next, or does not. */
  #probe(report: HttpReport | TftpReport | FtpMissed): void {
    const probe = probedBy(report);
    const mac = probe && this.#machines.macAt(probe.address);
    if (!probe || !mac || this.#told.has(`probe ${mac} ${probe.file}`, this.#clock())) return;
    this.#hub.emit({ mac, kind: 'probed', detail: { file: shown(probe.file), bytes: probe.size } });
  }
}

function missedBy(report: HttpReport | TftpReport | FtpMissed): Missed | null {
  if ('door' in report) return report;
  return 'kind' in report ? missedByTftp(report) : missedByHttp(report);
}

/** The file whose size a client asked for, and nothing else; null: it did something else. */
export function probedBy(
  report: HttpReport | TftpReport | FtpMissed,
): { readonly address: string; readonly file: string; readonly size: number } | null {
  if (!('kind' in report) || report.kind !== 'ended') return null;
  const { outcome, bytes, size, path: file, from } = report;
  const broke = outcome.kind === 'probe' || (outcome.kind === 'aborted' && bytes === 0);
  return broke ? { address: from.address, file, size } : null;
}

/** What a TFTP client missed; null: nothing. Ignored packets are repetitions and strays. */
export function missedByTftp(report: TftpReport): Missed | null {
  const { address } = report.from;
  if (report.kind === 'refused') return { address, door: 'tftp', file: report.name, reason: report.reason };
  if (report.kind === 'ignored' || report.outcome.kind === 'complete' || report.outcome.kind === 'probe')
    return null;
  // Firmware asks for the size first and breaks off before the first block; some only begins again with other options.
  if (report.bytes === 0 && report.outcome.kind !== 'failed') return null;
  const { path: file, outcome, bytes, size } = report;
  const why = outcome.kind === 'aborted' ? `the machine broke off: ${outcome.message}` : outcome.reason;
  return { address, door: 'tftp', file, reason: `${why} (${bytes} of ${size} bytes)` };
}

/** What an HTTP client missed; null: nothing. */
export function missedByHttp({ from: address, target, status, complete, reason }: HttpReport): Missed | null {
  const [file = ''] = target.split('?');
  if (status < 400 && complete) return null;
  // "Range not satisfiable" is how a client that resumes learns that it has the whole file.
  if (status === 416) return null;
  const why =
    status < 400 ? 'the connection broke before the end' : (reason ?? `it was answered with ${status}`);
  return { address, door: 'http', file, reason: why };
}

/**
 * Files that clients ask for to find out whether they are there; every installation and boot misses some of them.
 * apt and debian-installer: indexes in the compressions and languages they would like best (apt: acquire-item.cc);
 * anaconda: updates.img and product.img, descriptions of the tree by their several names; shim: revocations and
 * certificates (shim.c); GRUB and pxelinux: configuration by MAC and address, modules, languages; iPXE: autoexec.ipxe.
 */
const EXPECTED: readonly RegExp[] = [
  /\/tree\/dists\//,
  /\/(?:updates|product)\.img$/,
  /\/(?:\.?treeinfo|\.discinfo|\.composeinfo|media\.repo|extra_files\.json)$/,
  /\/repodata\/[^/]*(?:\.asc|\.key)$/,
  /(?:^|\/)(?:revocations[\w-]*|shim_certificate[\w-]*)\.efi$/i,
  /(?:^|\/)autoexec\.ipxe$/,
  /(?:^|\/)pxelinux\.cfg\//,
  /(?:^|\/)grub\.cfg-[0-9a-f:-]+$/i,
  /(?:^|\/)(?:command|fs|crypto|terminal)\.lst$/,
  /(?:^|\/)locale\/|\.mo(?:\.gz)?$/,
  /^\/favicon\.ico$/,
];

const isExpected = (file: string): boolean => EXPECTED.some((pattern) => pattern.test(file));

/** The token of an installation opens its answers; it does not stand in the log. */
const shown = (file: string): string =>
  printable(file.replace(/(\/machines\/+[^/]+\/+)(?!boot\.ipxe$)[^/]+/, '$1…'));
