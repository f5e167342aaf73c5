/** What a machine was handed, as events: each is told once, however often the machine asks. Pure. */
import type { Problem } from '../errors.ts';
import type { BootDecision } from '../images/assign.ts';
import type { BootPlan, LinuxPlan, ProgramPlan } from '../images/boot-plan.ts';
import type { Assignment, Machine } from '../images/machine.ts';
import type { BootEvent, NewEvent } from '../progress/events.ts';
import type { Timeline } from '../progress/timeline.ts';
import type { Asking, RenderedScript } from '../scripts/render.ts';

/** What a machine was handed, and all that it came from. */
export interface Handed {
  readonly machine: Machine;
  readonly assignment: Assignment | undefined;
  readonly decision: BootDecision;
  /** What is known not to fit; null: nothing. */
  readonly warning: Problem | null;
  readonly plan: BootPlan;
  readonly asking: Asking;
  readonly script: RenderedScript;
}

/** The sentence that keeps a machine from starting what was meant for it; null: it starts, or nothing was meant. */
export const blockedBy = ({ plan, script }: Handed): string | null =>
  plan.kind === 'blocked' ? plan.sentence : script.refused;

/** Whether what was handed out starts a system. */
export const startsSystem = (handed: Handed): boolean =>
  (handed.plan.kind === 'linux' || handed.plan.kind === 'program') && blockedBy(handed) === null;

/** What is new in it, after all that the timeline knows. */
export function eventsOf(handed: Handed, before: Timeline): NewEvent[] {
  const { machine, plan, assignment, decision } = handed;
  const { mac } = machine;
  const { action, reason } = decision;
  const profile = assignment?.profile ?? '';
  const news = (kind: NewEvent['kind'], detail: BootEvent['detail']): NewEvent => ({ mac, kind, detail });
  return [
    ...(action === 'queue' && before.stage !== 'queued' ? [news('queued', { profile, reason })] : []),
    ...(waitsAnew(handed, before) ? [news('waiting', waitingDetail(handed))] : []),
    ...(action === 'inventory' ? [news('inventory', {})] : []),
    ...(plan.kind === 'local' ? [news('local-boot', { profile, reason })] : []),
    ...failedAnew(handed, before).map((sentence) =>
      news('failed', { profile, reason: sentence, by: 'plan' }),
    ),
    ...(startsSystem(handed) ? [news('script', scriptDetail(handed, profile))] : []),
  ];
}

const waitsAnew = ({ plan, decision }: Handed, { state, stage }: Timeline): boolean =>
  plan.kind === 'wait' && decision.action !== 'queue' && (state !== 'waiting' || stage === 'queued');

const waitingDetail = ({
  asking: { loader },
  decision: { action, reason },
}: Handed): BootEvent['detail'] => ({
  loader,
  ...(action === 'identify' ? { reason } : {}),
});

/** What was told already is no news; but what an installer told before must not count again. */
function failedAnew(handed: Handed, { state, problem, failedBy }: Timeline): string[] {
  const blocked = blockedBy(handed);
  const known = problem === blocked && !(state === 'failed' && failedBy !== 'plan');
  return blocked === null || known ? [] : [blocked];
}

function scriptDetail({ plan, script, asking, warning }: Handed, profile: string): BootEvent['detail'] {
  if (plan.kind !== 'linux' && plan.kind !== 'program') return {};
  const limits = script.cannot.length > 0 ? { cannot: script.cannot.join(' ') } : {};
  const warns = warning === null ? {} : { ...warning.params, warns: warning.code };
  return { ...warns, profile, title: plan.title, loader: asking.loader, ...wayOf(plan), ...limits };
}

/** How it starts and what that needs, for the event; nothing where there was no choice. */
function wayOf(plan: LinuxPlan | ProgramPlan): Record<string, string | number> {
  if (plan.kind === 'program' || plan.forecast === undefined) return {};
  const { title: way, needsMiB, hasMiB, because } = plan.forecast;
  return { way, needsMiB, because, ...(hasMiB === null ? {} : { hasMiB }) };
}
