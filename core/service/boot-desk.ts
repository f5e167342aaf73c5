/** What each machine gets when it asks: its script, its answers; and what its installer reports. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { asFieldbootError, type Problem } from '../errors.ts';
import { type BootDecision, decideBoot } from '../images/assign.ts';
import type { BootPlan } from '../images/boot-plan.ts';
import { familyOf, purposeOf } from '../images/families/index.ts';
import type { InstallContext } from '../images/family.ts';
import { readFacts } from '../images/loader-facts.ts';
import type { Assignment, Machine } from '../images/machine.ts';
import { standingPlan } from '../images/standing-plan.ts';
import type { EntryUrls, Fetching } from '../scripts/context.ts';
import { grubEntry } from '../scripts/grub.ts';
import { entryScript } from '../scripts/ipxe.ts';
import { type Asking, renderPlan } from '../scripts/render.ts';
import type { Requester } from '../tree/boot-tree.ts';
import type { LoaderDesk } from '../tree/loader-configs.ts';
import type { MachineDesk, MachineReport } from '../tree/machine-files.ts';
import type { BootContexts } from './boot-contexts.ts';
import type { Admission } from './boot-gate.ts';
import { eventsOf, type Handed } from './hand-out.ts';
import type { Hub } from './hub.ts';
import { InstallerReports, type InstallerReportsParts } from './installer-reports.ts';
import type { Library } from './library.ts';
import { machineFile } from './machine-file.ts';
import type { Machines } from './machines.ts';
import type { Profiles } from './profiles.ts';
import type { Progress } from './progress.ts';
import { PxelinuxRounds } from './pxelinux-rounds.ts';
import type { SecureLoaders, UnderGrub } from './secure-loaders.ts';
import { type AddressWitnesses, mayAskFor } from './who-asks.ts';

export interface BootDeskParts extends InstallerReportsParts {
  readonly hub: Hub;
  readonly library: Library;
  readonly profiles: Profiles;
  readonly machines: Machines;
  readonly progress: Progress;
  readonly contexts: BootContexts;
  /** Name of this laptop, shown on the machines. */
  readonly laptop: string;
  /** Who can say which machine has an address. */
  readonly witnesses: AddressWitnesses;
  /** `http://10.77.0.1:8067`; null while not serving. */
  base(): string | null;
  /** A machine asks: a job sheet may know it, a name may be next. Throws what keeps the sheet from being carried out. */
  arrived(machine: Machine): void;
  /**
   * What a rule or the default profile makes of a machine that nobody has chosen for; undefined: it waits. `mute`: its loader
   * does not tell who it is, and where that would count, it is unidentified.
   */
  chooseFor(machine: Machine, mute: boolean): Assignment | 'unidentified' | undefined;
  /** What keeps a machine from installing at once; its place among those that install, until its script is written. */
  enter(machine: Machine, assignment: Assignment | undefined): Admission;
  readonly secureLoaders: Pick<SecureLoaders, 'underGrub'>;
  /** Whether whoever stands at a machine may open a menu; null: no. */
  menu(): 'open' | 'pin' | null;
}

/** iPXE asks by HTTP, and by nothing else. */
const IPXE: Asking = { loader: 'ipxe', fetching: 'http' };

export class BootDesk implements MachineDesk, LoaderDesk {
  readonly #parts: BootDeskParts;
  readonly #reports: InstallerReports;
  readonly #rounds = new PxelinuxRounds();

  constructor(parts: BootDeskParts) {
    this.#parts = parts;
    this.#reports = new InstallerReports(parts);
  }

  entryScript(): string | null {
    const base = this.#parts.base();
    return base === null ? null : entryScript({ base });
  }

  grubEntry(fetching: Fetching, chain: string): string | null {
    const base = this.#parts.base();
    return base === null ? null : grubEntry({ base }, fetching, chain);
  }

  pxelinuxConfig(mac: string, fetching: Fetching, from: Requester): Promise<string | null> {
    const isWorn = this.#rounds.isWorn(mac);
    return this.script(mac, new Map(), from, { loader: 'pxelinux', fetching, isWorn });
  }

  async machineAt(address: string): Promise<string | null> {
    const { leaseHolder, neighbourAt } = this.#parts.witnesses;
    return leaseHolder(address) ?? (await neighbourAt(address));
  }

  async script(
    mac: string,
    facts: ReadonlyMap<string, string>,
    from: Requester,
    asked: Asking = IPXE,
  ): Promise<string | null> {
    const base = this.#parts.base();
    if (base === null || !/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(mac)) return null;
    if (!(await mayAskFor(mac, from.address, this.#parts.witnesses))) return null;
    const obstacle = this.#arrives(
      this.#parts.machines.sighted(mac, { ...readFacts(facts), address: from.address }),
    );
    const machine = this.#parts.machines.known(mac);
    const chosen = obstacle === null ? this.#assignmentOf(machine, isMute(asked)) : undefined;
    const unidentified = chosen === 'unidentified';
    const assignment = unidentified ? undefined : chosen;
    const { circumstances, leave } = this.#parts.enter(machine, assignment);
    try {
      const decision = obstacle ?? decideBoot(assignment, { ...circumstances, unidentified });
      const planned = await this.#plan(machine, assignment, decision, base);
      const told = await this.#toldBy(asked, planned, assignment, facts);
      const warning = await this.#warningOf(told.plan, assignment);
      return this.#handOut({ machine, assignment, decision, warning, ...told }, base);
    } finally {
      leave();
    }
  }

  /** What a job sheet says of it is carried out; what stands in its way is told, and nothing else is chosen for it. */
  #arrives(machine: Machine): BootDecision | null {
    try {
      this.#parts.arrived(machine);
      return null;
    } catch (thrown) {
      return { action: 'ask', reason: asFieldbootError(thrown).message };
    }
  }

  /** A GRUB may have to be another one first, or be spoken to in another way. */
  async #toldBy(
    asking: Asking,
    plan: BootPlan,
    assignment: Assignment | undefined,
    facts: ReadonlyMap<string, string>,
  ): Promise<UnderGrub> {
    if (asking.loader !== 'grub') return { plan, asking };
    return this.#parts.secureLoaders.underGrub(plan, assignment, facts, asking);
  }

  #handOut(handed: Omit<Handed, 'script'>, base: string): string {
    const { machine, assignment, plan, asking } = handed;
    const urls: EntryUrls = { base };
    const report =
      plan.kind === 'linux' && assignment ? this.#parts.contexts.urlsOf(assignment, base).report : null;
    const menu = handed.decision.action === 'wait' ? this.#parts.menu() : null;
    const script = renderPlan(plan, { urls, machine, laptop: this.#parts.laptop, report, menu }, asking);
    this.#tell({ ...handed, script });
    return script.text;
  }

  async file(mac: string, token: string, name: string, from: Requester): Promise<string | Uint8Array | null> {
    const assignment = this.#holder(mac, token);
    const base = this.#parts.base();
    // Once installed, its token opens nothing any more: only the technician arms it again, with a new one.
    if (assignment?.phase !== 'install' || assignment.confirmed === false || base === null) return null;
    if (!(await mayAskFor(mac, from.address, this.#parts.witnesses))) return null;
    const context = this.#parts.contexts.of(this.#parts.machines.known(mac), assignment, base);
    return machineFile(context, this.#parts.profiles, name) ?? this.#answers(context, name);
  }

  /** Answers as they are fetched; the first file of several is what counts as having them. */
  #answers(context: InstallContext, name: string): string | null {
    const rendered = this.#parts.profiles.answerFile(context, name);
    if (rendered === null) return null;
    const { mac } = context.machine;
    const purpose = purposeOf(familyOf(context.image.family), context.settings);
    const sha256 = createHash('sha256').update(rendered.text).digest('hex');
    const detail = { profile: context.profile.id, file: name, purpose, sha256 };
    if (context.urls.answers.endsWith(`/${name}`))
      this.#parts.hub.emit({
        mac,
        kind: 'answers',
        detail: { ...detail, ...openQuestion(context), ...this.#totals(mac) },
      });
    return rendered.text;
  }

  report(mac: string, token: string, report: MachineReport): string | null {
    const assignment = this.#holder(mac, token);
    if (assignment === undefined) return 'the token is not of this installation';
    return this.#reports.note(assignment, report);
  }

  /** The assignment a token belongs to; undefined when it is not this machine's. */
  #holder(mac: string, token: string): Assignment | undefined {
    const assignment = this.#parts.machines.assignment(mac);
    return assignment !== undefined && sameToken(assignment.token, token) ? assignment : undefined;
  }

  #assignmentOf(machine: Machine, mute: boolean): Assignment | 'unidentified' | undefined {
    const assignment = this.#parts.machines.assignment(machine.mac);
    if (assignment === undefined) return this.#parts.chooseFor(machine, mute);
    return this.#parts.machines.cameBack(assignment);
  }

  async #plan(
    machine: Machine,
    assignment: Assignment | undefined,
    decision: BootDecision,
    base: string,
  ): Promise<BootPlan> {
    if (decision.action !== 'install' || assignment === undefined) return standingPlan(decision);
    try {
      const context = this.#parts.contexts.of(machine, assignment, base);
      for (const id of [context.image.id, ...(context.image.joined ?? [])])
        await this.#parts.library.open(id);
      this.#parts.library.assertBootFiles(context.image);
      this.#parts.profiles.answers(context);
      return familyOf(context.image.family).plan(context);
    } catch (thrown) {
      return { kind: 'blocked', sentence: asFieldbootError(thrown).message };
    }
  }

  /** What is known not to fit, though it is started: it was judged at the import, and may have changed since. */
  async #warningOf(plan: BootPlan, assignment: Assignment | undefined): Promise<Problem | null> {
    if (plan.kind !== 'linux' || assignment === undefined) return null;
    const image = this.#parts.library.get(this.#parts.profiles.get(assignment.profile).image);
    return (await this.#parts.library.bootFileProblems(image))[0] ?? null;
  }

  #tell(handed: Handed): void {
    const { hub, machines, progress } = this.#parts;
    const { machine, assignment, decision, plan } = handed;
    for (const event of eventsOf(handed, machines.timeline(machine.mac))) {
      if (event.kind === 'script') progress.restart(machine.mac);
      hub.emit(event);
    }
    if (decision.action === 'inventory' && assignment) machines.settled(assignment);
    if (plan.kind === 'local' && machine.skip) machines.mark(machine.mac, { skip: false });
  }

  #totals(mac: string): { bytes: number; files: number } {
    const { bytes, files } = this.#parts.machines.timeline(mac);
    return { bytes, files };
  }
}

/** A loader that does not say which machine it runs on: pxelinux nothing, a GRUB by HTTP its UUID at most. */
const isMute = ({ loader, fetching, came = fetching }: Asking): boolean =>
  loader === 'pxelinux' || (loader === 'grub' && came === 'http');

/** What comes after somebody has answered: Debian's installer asks for accounts before it partitions, anaconda before packages. */
const OPEN_UNTIL: Readonly<Record<string, string>> = { debian: 'partitioning', redhat: 'packages' };

/** What its answers leave open, of the installers that are known to ask then. A technician's own template may answer it. */
function openQuestion({ image, profile, form }: InstallContext): { asksUntil?: string } {
  const until = OPEN_UNTIL[image.family];
  if (until === undefined || form.login.root !== 'ask' || profile.answers !== null) return {};
  return { asksUntil: until };
}

function sameToken(right: string, given: string): boolean {
  const [a, b] = [Buffer.from(right), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}
