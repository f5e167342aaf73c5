/** How many machines are in which state; a click shows only those. */
import type { MachineView } from '../../../core/api/contract.ts';
import { StateShape } from '../../components/state-mark.tsx';
import { useCell } from '../../state/cell.ts';
import { countStates, SHOWN_STATES, type ShownState } from '../../state/machine-view.ts';
import { machineFilter } from '../../state/table.ts';
import { useText } from '../../text/text.ts';
import classes from './state-chips.module.css';

const show = (state: ShownState | null) => machineFilter.set((now) => ({ ...now, state }));

export function StateChips({ machines }: { machines: readonly MachineView[] }) {
  const { machines: text } = useText();
  const { state: only } = useCell(machineFilter);
  const counts = countStates(machines);
  return (
    <fieldset className={classes.chips} aria-label={text.columns.state}>
      <button type="button" className={classes.chip} aria-pressed={only === null} onClick={() => show(null)}>
        <b className={classes.count}>{machines.length}</b>
        <span className={classes.word}>{text.all}</span>
      </button>
      {SHOWN_STATES.filter((state) => counts[state] > 0 || state === only).map((state) => (
        <button
          type="button"
          key={state}
          className={classes.chip}
          aria-pressed={only === state}
          title={text.states[state]}
          onClick={() => show(only === state ? null : state)}
        >
          <span className={classes.count}>
            <StateShape state={state} />
            <b>{counts[state]}</b>
          </span>
          <span className={classes.word}>{text.states[state]}</span>
        </button>
      ))}
    </fieldset>
  );
}
