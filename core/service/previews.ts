/** "What this machine will get": its answers rendered, looked over, and set against their templates, without secrets. */
import { asFieldbootError, type Problem } from '../errors.ts';
import { familyOf } from '../images/families/index.ts';
import type { InstallContext } from '../images/family.ts';
import { type DifferenceLine, difference } from '../images/lint/difference.ts';
import type { Finding } from '../images/lint/finding.ts';
import { lintAnswers, lintMachine } from '../images/lint/lint.ts';
import type { Settings } from '../images/profile.ts';
import { hideSecrets } from '../images/secrets.ts';
import { renderPlan } from '../scripts/render.ts';
import type { BootContexts } from './boot-contexts.ts';
import type { Machines } from './machines.ts';
import type { ProfileChange, Profiles, RenderedAnswers } from './profiles.ts';

export interface PreviewFile {
  /** File name as the installer asks for it. */
  readonly name: string;
  readonly text: string;
  readonly findings: readonly Finding[];
  /** The template's lines and the rendered ones, side by side. */
  readonly difference: readonly DifferenceLine[];
}

/** How a machine would be started; or why it cannot be. */
export interface Start {
  /** Whether it can. */
  readonly possible: boolean;
  /** `by HTTP into memory`; null where there is but one way that needs nothing to be told. */
  readonly way: string | null;
  /** Memory it takes, and that the machine reported (null: it did not), MiB. */
  readonly needsMiB: number | null;
  readonly hasMiB: number | null;
  /** Why this way, or why none, in one sentence; empty where nothing is to be told. */
  readonly because: string;
}

export interface Preview {
  readonly hostname: string;
  readonly start: Start;
  /** What belongs to no line of a file. */
  readonly findings: readonly Finding[];
  readonly files: readonly PreviewFile[];
  /** Why nothing could be rendered; null: it could. */
  readonly problem: Problem | null;
}

export interface PreviewRequest extends ProfileChange {
  /** Id or name of the profile. */
  readonly id: string;
  /** Machine it is for; absent: one that nobody has seen. */
  readonly mac?: string | undefined;
}

export interface PreviewsParts {
  readonly profiles: Profiles;
  readonly machines: Machines;
  readonly contexts: Pick<BootContexts, 'example'>;
  /** Name of this laptop, shown on the machines. */
  readonly laptop: string;
}

/** A locally administered address, so that it is nobody's. */
const NOBODY = '02:00:00:00:00:01';

export class Previews {
  readonly #parts: PreviewsParts;

  constructor(parts: PreviewsParts) {
    this.#parts = parts;
  }

  /** The script that a machine would get with a profile, with a token that opens nothing. Throws NOT_FOUND. */
  script(mac: string, profileId: string): string {
    const { profiles, machines, contexts, laptop } = this.#parts;
    const machine = machines.expected(mac);
    const context = contexts.example(profiles.changed(profileId, {}), machine);
    const { base, report } = context.urls;
    const plan = familyOf(context.image.family).plan(context);
    const asking = { loader: 'ipxe', fetching: 'http' } as const;
    return renderPlan(plan, { urls: { base }, machine, laptop, report }, asking).text;
  }

  /** The answers that a machine would get, the first file of several, without secrets. Throws NOT_FOUND, TEMPLATE_INVALID. */
  answers(mac: string, profileId: string): RenderedAnswers {
    const { profiles, machines, contexts } = this.#parts;
    const context = contexts.example(profiles.changed(profileId, {}), machines.expected(mac));
    const rendered = profiles.answers(context);
    return { ...rendered, text: hideSecrets(rendered.text, context.settings) };
  }

  /** Nothing of the change is kept. Throws NOT_FOUND, SETTING_INVALID. */
  preview({ id, mac = NOBODY, ...change }: PreviewRequest): Preview {
    const { profiles, machines } = this.#parts;
    const context = this.#parts.contexts.example(profiles.changed(id, change), machines.expected(mac));
    const about = {
      hostname: context.hostname,
      start: startOf(context),
      findings: lintMachine(familyOf(context.image.family), context),
    };
    try {
      const files = profiles.answerFiles(context).map((file) => previewFile(file, context));
      return { ...about, files, problem: null };
    } catch (thrown) {
      return {
        ...about,
        files: [],
        problem: hiddenProblem(asFieldbootError(thrown).problem, context.settings),
      };
    }
  }
}

/** Said before the machine is switched on, so that nobody waits for one that has too little memory. */
function startOf(context: InstallContext): Start {
  const { memoryMiB } = context.machine;
  const plan = familyOf(context.image.family).plan(context);
  if (plan.kind === 'blocked')
    return { possible: false, way: null, needsMiB: null, hasMiB: memoryMiB, because: plan.sentence };
  const {
    title = null,
    needsMiB = null,
    because = '',
  } = (plan.kind === 'linux' ? plan.forecast : undefined) ?? {};
  return { possible: true, way: title, needsMiB, hasMiB: memoryMiB, because };
}

function previewFile(
  { name, text, template }: { readonly name: string; readonly text: string; readonly template: string },
  { image, settings }: InstallContext,
): PreviewFile {
  const shown = hideSecrets(text, settings);
  const findings = lintAnswers(name, text, image);
  return { name, text: shown, findings: hidden(findings, settings), difference: difference(template, shown) };
}

/** A sentence about a line may quote it. */
const hidden = (findings: readonly Finding[], settings: Settings): Finding[] =>
  findings.map((one) => ({ ...one, problem: hiddenProblem(one.problem, settings) }));

function hiddenProblem({ code, sentence, advice, params }: Problem, settings: Settings): Problem {
  const hide = (text: string) => hideSecrets(text, settings);
  const shown = Object.entries(params).map(([key, value]) => [
    key,
    typeof value === 'string' ? hide(value) : value,
  ]);
  return { code, sentence: hide(sentence), advice: hide(advice), params: Object.fromEntries(shown) };
}
