/** What the API needs of an engine. The composition root makes one; a test may make another. */
import type { BootGate } from '../service/boot-gate.ts';
import type { Bundles } from '../service/bundles.ts';
import type { Decisions } from '../service/decisions.ts';
import type { Diagnoses } from '../service/diagnoses.ts';
import type { HandOvers } from '../service/hand-overs.ts';
import type { Hub } from '../service/hub.ts';
import type { Jobs } from '../service/jobs.ts';
import type { Learning } from '../service/learning.ts';
import type { Library } from '../service/library.ts';
import type { LoaderLadder } from '../service/loader-ladder.ts';
import type { MachineActions } from '../service/machine-actions.ts';
import type { MachineOverview } from '../service/machine-overview.ts';
import type { Machines } from '../service/machines.ts';
import type { Previews } from '../service/previews.ts';
import type { Profiles, RenderedAnswers } from '../service/profiles.ts';
import type { Rules } from '../service/rules.ts';
import type { Sheets } from '../service/sheets.ts';
import type { SitePolicy } from '../service/site-policy.ts';
import type { SyslogLines } from '../service/syslog-lines.ts';
import type { Undo } from '../service/undo.ts';
import type { Store } from '../store/store.ts';
import type {
  ExternalConfigView,
  NetworkInterface,
  PreflightView,
  RescueView,
  ServeRequest,
  SiteCaView,
  Status,
} from './contract.ts';

export interface Engine {
  readonly store: Store;
  readonly hub: Hub;
  readonly library: Library;
  readonly profiles: Profiles;
  readonly machines: Machines;
  readonly previews: Previews;
  /** What was decided on every DHCP packet of late. */
  readonly decisions: Pick<Decisions, 'list'>;
  readonly overview: MachineOverview;
  readonly actions: MachineActions;
  readonly rules: Rules;
  readonly undo: Undo;
  readonly policy: SitePolicy;
  readonly gate: BootGate;
  readonly diagnoses: Diagnoses;
  readonly syslog: SyslogLines;
  readonly learning: Learning;
  readonly jobs: Jobs;
  readonly sheets: Sheets;
  readonly handOvers: HandOvers;
  readonly bundles: Bundles;
  /** Folder for uploaded media. */
  readonly uploads: string;
  status(): Promise<Status>;
  interfaces(): Promise<NetworkInterface[]>;
  /** Looks and listens on an interface, or a VLAN of it, some seconds long. Rejects with INTERFACE_UNKNOWN, VLAN_NOT_MADE. */
  preflight(name: string, vlan?: number): Promise<PreflightView>;
  serve(request: ServeRequest): Promise<Status>;
  stop(): Promise<Status>;
  /** The site's certificate authority, made when there is none. Rejects with SITE_CA_UNUSABLE. */
  siteCa(): Promise<SiteCaView>;
  /** Machines that ignore split offers, and those that may have a complete lease. */
  rescue(): RescueView;
  /** Lets a machine have a complete lease beside another server: of `range`, or of the one there is or suggested. */
  allowRescue(mac: string, range?: string): RescueView;
  /** Leaves a machine to the other server again. */
  endRescue(mac: string): RescueView;
  /** Which loader ran on which kind of machine. */
  readonly loaders: Pick<LoaderLadder, 'worked' | 'learn'>;
  /** Lines for other DHCP servers; the address is the interface's, or the CIDR given where it has none. */
  externalConfig(name: string, address?: string): Promise<ExternalConfigView[]>;
  /** The answers one machine would get from a profile, whether assigned or not; secrets are hidden. */
  answers(profile: string, mac: string): RenderedAnswers;
}
