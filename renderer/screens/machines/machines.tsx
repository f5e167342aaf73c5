/** The third step and the heart: the machines on the other end of the cable. */
import { useCell } from '../../state/cell.ts';
import { useMachines } from '../../state/queries.ts';
import { view } from '../../state/rack.ts';
import { useText } from '../../text/text.ts';
import { Filter } from './filter.tsx';
import { MachineTable } from './machine-table.tsx';
import classes from './machines.module.css';
import { NoMachines } from './no-machines.tsx';
import { RackView } from './rack-view.tsx';
import { SelectionBar } from './selection-bar.tsx';
import { StateChips } from './state-chips.tsx';
import { ViewSwitch } from './view-switch.tsx';

export function Machines() {
  const { machines: text } = useText();
  const { data: machines } = useMachines();
  const shown = useCell(view);
  const none = machines?.length === 0;
  return (
    <section className={classes.machines} aria-label={text.step} id="machines">
      {none ? (
        <NoMachines />
      ) : (
        <>
          <div className={classes.head}>
            <h2 className="sr-only">{text.title}</h2>
            <StateChips machines={machines ?? []} />
            <div className={classes.tools}>
              <Filter />
              <ViewSwitch />
            </div>
          </div>
          {shown === 'rack' ? <RackView /> : <MachineTable />}
          <SelectionBar />
        </>
      )}
    </section>
  );
}
