/** "What this machine will get": its answers rendered, looked over, and set against their templates, without secrets. */
import { asFieldbootError, type Problem } from '../errors.ts';
import { familyOf } from '../images/families/index.ts';
import type { InstallContext } from '../images/family.ts';
import { type DifferenceLine, difference } from '../images/lint/difference.ts';
import type { Finding } from '../images/lint/finding.ts';
import { lintAnswers, lintMachine } from '../images/lint/lint.ts';
import type { Machine } from '../images/machine.ts';
import type { Profile, Settings } from '../images/profile.ts';
import { hideSecrets } from '../images/secrets.ts';
import type { Machines } from './machines.ts';
import type { ProfileChange, Profiles } from './profiles.ts';

export interface PreviewFile {
  /** File name as the installer asks for it. */
  readonly name: string;
  readonly text: string;
  readonly findings: readonly Finding[];
  /** The template's lines and the rendered ones, side by side. */
  readonly difference: readonly DifferenceLine[];
}

export interface Preview {
  readonly hostname: string;
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
  context(profile: Profile, machine: Machine): InstallContext;
}

/** A locally administered address, so that it is nobody's. */
const NOBODY = '02:00:00:00:00:01';

export class Previews {
  readonly #parts: PreviewsParts;

  constructor(parts: PreviewsParts) {
    this.#parts = parts;
  }

  /** Nothing of the change is kept. Throws NOT_FOUND, SETTING_INVALID. */
  preview({ id, mac = NOBODY, ...change }: PreviewRequest): Preview {
    const { profiles, machines } = this.#parts;
    const context = this.#parts.context(profiles.changed(id, change), machines.expected(mac));
    const about = {
      hostname: context.hostname,
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
