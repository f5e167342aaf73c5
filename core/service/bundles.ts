/** The support bundle of one machine: all that is known of it, in files that people read, without secrets. */
import type { MachineView } from '../api/contract.ts';
import { asFieldbootError } from '../errors.ts';
import type { BootEvent } from '../progress/events.ts';
import type { Store } from '../store/store.ts';
import { VERSION } from '../version.ts';
import { hiderOfAll } from './known-secrets.ts';
import type { MachineOverview } from './machine-overview.ts';
import type { Previews } from './previews.ts';
import type { Sheets } from './sheets.ts';
import type { SyslogLines } from './syslog-lines.ts';

export interface BundlesParts {
  readonly store: Store;
  readonly previews: Previews;
  readonly overview: MachineOverview;
  readonly syslog: SyslogLines;
  readonly sheets: Sheets;
  readonly clock: () => number;
}

const MOST_EVENTS = 5000;

export class Bundles {
  readonly #parts: BundlesParts;

  constructor(parts: BundlesParts) {
    this.#parts = parts;
  }

  /** Texts by file name. Throws NOT_FOUND. */
  files(mac: string): Record<string, string> {
    const { overview, store, syslog } = this.#parts;
    const machine = overview.get(mac);
    const events = store.events.list({ mac, limit: MOST_EVENTS });
    const texts: Record<string, string> = {
      'summary.txt': this.#summary(machine),
      'machine.json': `${JSON.stringify(machine, null, 2)}\n`,
      'events.txt': lines(events.map(eventLine)),
      'dhcp-packets.txt': lines(events.flatMap(packetText)),
      'syslog.txt': lines(
        syslog
          .lines(mac)
          .map(({ at, severity, program, text }) => `${stamp(at)} ${severity} ${program ?? '-'}: ${text}`),
      ),
      ...this.#boot(machine),
    };
    const hide = hiderOfAll(store, this.#parts.sheets);
    return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, hide(text)]));
  }

  /** The same as a ZIP archive. */
  async zip(mac: string): Promise<Uint8Array> {
    const { strToU8, zipSync } = await import('fflate');
    const folder = `fieldboot-${mac.replaceAll(':', '-')}`;
    const entries = Object.entries(this.files(mac)).map(([name, text]) => [
      `${folder}/${name}`,
      strToU8(text),
    ]);
    return zipSync(Object.fromEntries(entries));
  }

  #summary({
    mac,
    name,
    hostname,
    manufacturer,
    product,
    serial,
    shown,
    stage,
    diagnosis,
    problem,
  }: MachineView): string {
    return lines([
      `Fieldboot ${VERSION}, ${stamp(this.#parts.clock())}`,
      `${mac}  ${name ?? hostname}  ${[manufacturer, product].filter(Boolean).join(' ')}  ${serial ?? ''}`.trim(),
      `state: ${shown}${stage === null ? '' : ` (${stage})`}`,
      ...(problem === null ? [] : [`problem: ${problem}`]),
      ...(diagnosis === null
        ? []
        : [`${diagnosis.code}: ${diagnosis.sentence}`, `next step: ${diagnosis.advice}`]),
    ]);
  }

  /** Its boot script and its answers, as it would get them. */
  #boot({ mac, profile }: MachineView): Record<string, string> {
    if (profile === null || this.#parts.store.profiles.get(profile) === undefined) return {};
    try {
      const { files, problem } = this.#parts.previews.preview({ id: profile, mac });
      const answers = files.map(({ name, text }) => [`answers-${name.replaceAll('/', '-')}`, text]);
      const script = this.#parts.previews.script(mac, profile);
      return {
        'boot.ipxe': script,
        ...Object.fromEntries(answers),
        ...(problem === null ? {} : { 'answers-problem.txt': `${problem.sentence}\n${problem.advice}\n` }),
      };
    } catch (thrown) {
      return { 'answers-problem.txt': `${asFieldbootError(thrown).message}\n` };
    }
  }
}

const stamp = (at: number): string => new Date(at).toISOString();
const lines = (all: readonly string[]): string => `${all.join('\n')}\n`;

function eventLine({ at, kind, detail }: BootEvent): string {
  const facts = Object.entries(detail).flatMap(([name, value]) =>
    name === 'packet' ? [] : `${name}=${value}`,
  );
  return [stamp(at), kind, ...facts].join('  ');
}

const packetText = ({ at, kind, detail }: BootEvent): string[] =>
  detail.packet === undefined ? [] : [`${stamp(at)} ${kind}`, String(detail.packet), ''];
