/** What each machine gets when it asks: its script, its answers; and what its installer reports. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { asFieldbootError, type Problem } from '../errors.ts';
import { type BootDecision, decideBoot } from '../images/assign.ts';
import type { BootPlan, LinuxPlan, ProgramPlan } from '../images/boot-plan.ts';
import { familyOf, purposeOf } from '../images/families/index.ts';
import type { BootUrls, InstallContext, NfsRoot, SyslogTarget } from '../images/family.ts';
import type { Assignment, Machine } from '../images/machine.ts';
import { readMemory } from '../images/memory.ts';
import type { Profile } from '../images/profile.ts';
import type { Firmware } from '../netboot/client.ts';
import type { EntryUrls, Fetching } from '../scripts/context.ts';
import { grubEntry } from '../scripts/grub.ts';
import { entryScript } from '../scripts/ipxe.ts';
import { type Asking, type RenderedScript, renderPlan } from '../scripts/render.ts';
import type { Requester } from '../tree/boot-tree.ts';
import type { LoaderDesk } from '../tree/loader-configs.ts';
import type { MachineDesk, MachineReport } from '../tree/machine-files.ts';
import { printable } from '../wire/text.ts';
import type { Admission } from './boot-gate.ts';
import type { Hub } from './hub.ts';
import { InstallerReports, type InstallerReportsParts } from './installer-reports.ts';
import type { Library } from './library.ts';
import { machineFile } from './machine-file.ts';
import type { Machines, Sighting } from './machines.ts';
import type { Profiles } from './profiles.ts';
import type { Progress } from './progress.ts';
import type { SecureLoaders, UnderGrub } from './secure-loaders.ts';
import { type AddressWitnesses, mayAskFor } from './who-asks.ts';

export interface BootDeskParts extends InstallerReportsParts {
  readonly hub: Hub;
  readonly library: Library;
  readonly profiles: Profiles;
  readonly machines: Machines;
  readonly progress: Progress;
  /** Name of this laptop, shown on the machines. */
  readonly laptop: string;
  /** Who can say which machine has an address. */
  readonly witnesses: AddressWitnesses;
  /** `http://10.77.0.1:8067`; null while not serving. */
  base(): string | null;
  /** How machines can mount the images by NFS; null: not at all. */
  nfs(): Pick<NfsRoot, 'portMapper'> | null;
  /** Where installers can send their log; null: nowhere. */
  syslog(): SyslogTarget | null;
  /** A machine asks: a job sheet may know it, a name may be next. */
  arrived(machine: Machine): void;
  /**
   * What a rule or the default profile makes of a machine that nobody has chosen for; undefined: it waits. `mute`: its loader
   * does not tell who it is, and where that would count, it is unidentified.
   */
  chooseFor(machine: Machine, mute: boolean): Assignment | 'unidentified' | undefined;
  /** What keeps a machine from installing at once; its place among those that install, until its script is written. */
  enter(machine: Machine, assignment: Assignment | undefined): Admission;
  readonly secureLoaders: Pick<SecureLoaders, 'underGrub'>;
}

/** Where a URL points while nothing serves, for answers that are only looked at. */
const EXAMPLE_BASE = 'http://10.77.0.1:8067';

/** iPXE asks by HTTP, and by nothing else. */
const IPXE: Asking = { loader: 'ipxe', fetching: 'http' };

export class BootDesk implements MachineDesk, LoaderDesk {
  readonly #parts: BootDeskParts;
  readonly #reports: InstallerReports;

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
    return this.script(mac, new Map(), from, { loader: 'pxelinux', fetching });
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
    this.#parts.arrived(this.#parts.machines.sighted(mac, { ...readFacts(facts), address: from.address }));
    const machine = this.#parts.machines.known(mac);
    const chosen = this.#assignmentOf(machine, isMute(asked));
    const unidentified = chosen === 'unidentified';
    const assignment = unidentified ? undefined : chosen;
    const { circumstances, leave } = this.#parts.enter(machine, assignment);
    try {
      const decision = decideBoot(assignment, { ...circumstances, unidentified });
      const planned = await this.#plan(machine, assignment, decision, base);
      const told = await this.#toldBy(asked, planned, assignment, facts);
      const warning = await this.#warningOf(told.plan, assignment);
      return this.#handOut({ machine, assignment, decision, warning, ...told }, base);
    } finally {
      leave();
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
    const report = plan.kind === 'linux' && assignment ? this.#urlsOf(assignment, base).report : null;
    const script = renderPlan(plan, { urls, machine, laptop: this.#parts.laptop, report }, asking);
    this.#tell({ ...handed, script });
    return script.text;
  }

  async file(mac: string, token: string, name: string, from: Requester): Promise<string | Uint8Array | null> {
    const assignment = this.#holder(mac, token);
    const base = this.#parts.base();
    // Once installed, its token opens nothing any more: only the technician arms it again, with a new one.
    if (assignment?.phase !== 'install' || assignment.confirmed === false || base === null) return null;
    if (!(await mayAskFor(mac, from.address, this.#parts.witnesses))) return null;
    const context = this.#context(this.#parts.machines.known(mac), assignment, base);
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

  /** What a machine would be made of, to be looked at: its context, with an address that opens nothing. */
  previewContext(profile: Profile, machine: Machine): InstallContext {
    const urls = this.urls(
      { mac: machine.mac, token: 'TOKEN' },
      profile.image,
      this.#parts.base() ?? EXAMPLE_BASE,
    );
    return this.#parts.profiles.contextOf(profile, machine, urls);
  }

  /** The script that a machine would get with a profile, with a token that opens nothing. Throws NOT_FOUND. */
  previewScript(mac: string, profileId: string): string {
    const { defaults: _, warnings: __, ...profile } = this.#parts.profiles.get(profileId);
    const machine = this.#parts.machines.expected(mac);
    const context = this.previewContext(profile, machine);
    const { base, report } = context.urls;
    const plan = familyOf(context.image.family).plan(context);
    return renderPlan(plan, { urls: { base }, machine, laptop: this.#parts.laptop, report }, IPXE).text;
  }

  report(mac: string, token: string, report: MachineReport): string | null {
    const assignment = this.#holder(mac, token);
    if (assignment === undefined) return 'the token is not of this installation';
    return this.#reports.note(assignment, report);
  }

  /** URLs one machine uses while it is installed from an image. */
  urls({ mac, token }: Pick<Assignment, 'mac' | 'token'>, imageId: string, base: string): BootUrls {
    const image = this.#parts.library.get(imageId);
    const own = `${base}/machines/${mac}/${token}`;
    const [answers] = familyOf(image.family).answers(image, 'install');
    const host = base.replace(/^https?:\/\//, '');
    const nfs = this.#parts.nfs();
    return {
      base,
      host,
      tree: `${base}/images/${image.id}/tree`,
      iso: `${base}/images/${image.id}/${image.id}.iso`,
      nfs: nfs && { path: `${host.replace(/:\d+$/, '')}:/images/${image.id}/tree`, ...nfs },
      own,
      answers: answers ? `${own}/${answers.name}` : own,
      syslog: this.#parts.syslog(),
      report: `${own}/report`,
    };
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
    if (decision.action !== 'install' || assignment === undefined) return planWithout(decision);
    try {
      const context = this.#context(machine, assignment, base);
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

  #context(machine: Machine, assignment: Assignment, base: string): InstallContext {
    const urls = this.#urlsOf(assignment, base);
    return this.#parts.profiles.context(assignment.profile, machine, urls);
  }

  #urlsOf(assignment: Assignment, base: string): BootUrls {
    return this.urls(assignment, this.#parts.profiles.get(assignment.profile).image, base);
  }

  #tell({ machine, assignment, decision, plan, asking, script, warning }: Handed): void {
    const { hub, machines, progress } = this.#parts;
    const { mac, skip } = machine;
    const { action, reason } = decision;
    const { state, stage, problem: told, failedBy } = machines.timeline(mac);
    const profile = assignment?.profile ?? '';
    const { loader } = asking;
    const blocked = plan.kind === 'blocked' ? plan.sentence : script.refused;
    if (action === 'queue' && stage !== 'queued')
      hub.emit({ mac, kind: 'queued', detail: { profile, reason } });
    else if (plan.kind === 'wait' && action !== 'queue' && (state !== 'waiting' || stage === 'queued'))
      hub.emit({ mac, kind: 'waiting', detail: { loader, ...(action === 'identify' ? { reason } : {}) } });
    if (action === 'inventory') hub.emit({ mac, kind: 'inventory', detail: {} });
    if (action === 'inventory' && assignment) machines.settled(assignment);
    if (plan.kind === 'local') hub.emit({ mac, kind: 'local-boot', detail: { profile, reason } });
    if (plan.kind === 'local' && skip) machines.mark(mac, { skip: false });
    // Told once, however often it asks; and what an installer told before must not count again.
    if (blocked !== null && (told !== blocked || (state === 'failed' && failedBy !== 'plan')))
      hub.emit({ mac, kind: 'failed', detail: { profile, reason: blocked, by: 'plan' } });
    if ((plan.kind === 'linux' || plan.kind === 'program') && blocked === null) {
      progress.restart(mac);
      const limits = script.cannot.length > 0 ? { cannot: script.cannot.join(' ') } : {};
      const warns = warning === null ? {} : { ...warning.params, warns: warning.code };
      const detail = { ...warns, profile, title: plan.title, loader, ...wayOf(plan), ...limits };
      hub.emit({ mac, kind: 'script', detail });
    }
  }

  #totals(mac: string): { bytes: number; files: number } {
    const { bytes, files } = this.#parts.machines.timeline(mac);
    return { bytes, files };
  }
}

/** A loader that does not say which machine it runs on: pxelinux nothing, a GRUB by HTTP its UUID at most. */
const isMute = ({ loader, fetching, came = fetching }: Asking): boolean =>
  loader === 'pxelinux' || (loader === 'grub' && came === 'http');

/** What a machine was handed, and all that it came from. */
interface Handed {
  readonly machine: Machine;
  readonly assignment: Assignment | undefined;
  readonly decision: BootDecision;
  /** What is known not to fit; null: nothing. */
  readonly warning: Problem | null;
  readonly plan: BootPlan;
  readonly asking: Asking;
  readonly script: RenderedScript;
}

/** What comes after somebody has answered: Debian's installer asks for accounts before it partitions, anaconda before packages. */
const OPEN_UNTIL: Readonly<Record<string, string>> = { debian: 'partitioning', redhat: 'packages' };

/** What its answers leave open, of the installers that are known to ask then. A technician's own template may answer it. */
function openQuestion({ image, profile, form }: InstallContext): { asksUntil?: string } {
  const until = OPEN_UNTIL[image.family];
  if (until === undefined || form.login.root !== 'ask' || profile.answers !== null) return {};
  return { asksUntil: until };
}

/** What a machine gets that does not install. */
function planWithout({ action, reason }: BootDecision): BootPlan {
  switch (action) {
    case 'local':
      return { kind: 'local', title: reason };
    case 'inventory':
      return { kind: 'local', title: 'taken down' };
    case 'ask':
      return { kind: 'blocked', sentence: reason };
    case 'identify':
      return { kind: 'wait', sentence: reason };
    case 'hold':
      return { kind: 'wait', sentence: 'Held by the technician.' };
    case 'confirm':
      return {
        kind: 'wait',
        sentence: 'Waiting for the technician to confirm that its disks may be erased.',
      };
    case 'queue':
      return { kind: 'wait', sentence: `Waiting for its turn: ${reason}.` };
    default:
      return { kind: 'wait' };
  }
}

/** How it starts and what that needs, for the event; nothing where there was no choice. */
function wayOf(plan: LinuxPlan | ProgramPlan): Record<string, string | number> {
  if (plan.kind === 'program' || plan.forecast === undefined) return {};
  const { title: way, needsMiB, hasMiB, because } = plan.forecast;
  return { way, needsMiB, because, ...(hasMiB === null ? {} : { hasMiB }) };
}

function sameToken(right: string, given: string): boolean {
  const [a, b] = [Buffer.from(right), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** What iPXE said about the machine it runs on; absent and empty values are left out. */
export function readFacts(facts: ReadonlyMap<string, string>): Sighting {
  const text = (name: string) => printable(facts.get(name)?.trim() ?? '', 120) || null;
  return {
    manufacturer: text('manufacturer'),
    product: text('product'),
    serial: text('serial'),
    uuid: text('uuid'),
    memoryMiB: readMemory(facts.get('memory') ?? '', facts.get('memoryext') ?? ''),
    cpu: text('cpu'),
    arch: readArch(facts.get('platform'), text('buildarch')),
    firmware: readFirmware(facts.get('platform'), facts.get('buildarch')),
  };
}

/** A loader for BIOS is 32-bit code whatever the processor is; only a UEFI loader is of the machine's own architecture. */
function readArch(platform: string | undefined, arch: string | null): string | null {
  return platform === 'efi' ? arch : platform === 'pcbios' ? 'x86' : null;
}

function readFirmware(platform: string | undefined, arch: string | undefined): Firmware {
  if (platform === 'pcbios') return 'bios';
  if (platform !== 'efi') return 'unknown';
  if (arch === 'arm64') return 'uefi-arm64';
  return arch === 'i386' ? 'uefi-ia32' : 'uefi-x64';
}
