/** Why a machine does not go on: one sentence, one next step, its code; copied as one text. */
import type { MachineView } from '../../core/api/contract.ts';
import { useCell } from '../state/cell.ts';
import { type Trouble, troubleOf } from '../state/machine-trouble.ts';
import { language } from '../state/preferences.ts';
import { type Said, sayProblem, useText } from '../text/text.ts';
import { useCopy } from './copy-text.tsx';
import classes from './why.module.css';

export interface WhyProps {
  readonly machine: MachineView;
  /** In a row: two lines, cut where they end; the whole in a title. */
  readonly short?: boolean;
}

export function Why({ machine, short = false }: WhyProps) {
  const { machine: text } = useText();
  const trouble = troubleOf(machine);
  const said = useSaid(machine, trouble);
  if (trouble === null || said === null) return null;
  return (
    <div className={classes.why} data-level={trouble.level} data-short={short || undefined}>
      <p className={classes.sentence} title={short ? said.sentence : undefined}>
        {said.sentence}
      </p>
      <p className={classes.advice} title={short ? said.advice : undefined}>
        <b>{text.nextStep}:</b> {said.advice}
      </p>
      <CopyWhy said={said} mac={machine.mac} />
    </div>
  );
}

/** The sentence alone, where there is room for no more. */
export function WhyWords({ machine }: { machine: MachineView }) {
  const said = useSaid(machine, troubleOf(machine));
  return <span title={said?.advice}>{said?.sentence}</span>;
}

/** The engine's sentence in the language in use; of an installer's own words the next step is that of the state. */
function useSaid(machine: MachineView, trouble: Trouble | null): Said | null {
  const { machine: text } = useText();
  const spoken = useCell(language);
  if (trouble === null) return null;
  if (trouble.level !== 'failed') return sayProblem(trouble.problem, spoken);
  return { code: null, sentence: trouble.sentence, advice: text.nextSteps[machine.shown] };
}

function CopyWhy({ said, mac }: { said: Said; mac: string }) {
  const { app, trouble } = useText();
  const { copied, copy } = useCopy();
  const whole = [said.code, mac, said.sentence, said.advice].filter((part) => part !== null).join('\n');
  return (
    <button
      type="button"
      className={classes.copy}
      aria-label={trouble.copy}
      title={trouble.copy}
      tabIndex={-1}
      onClick={(event) => {
        event.stopPropagation();
        copy(whole);
      }}
    >
      {copied ? app.copied : (said.code ?? app.copy)}
    </button>
  );
}
