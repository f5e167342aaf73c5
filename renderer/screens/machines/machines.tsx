/** The third step and the heart: the machines on the other end of the cable. */
import { useMachines } from '../../state/queries.ts';
import { useText } from '../../text/text.ts';
import { Filter } from './filter.tsx';
import { MachineTable } from './machine-table.tsx';
import classes from './machines.module.css';
import { NoMachines } from './no-machines.tsx';
import { SelectionBar } from './selection-bar.tsx';
import { StateChips } from './state-chips.tsx';

export function Machines() {
  const { machines: text } = useText();
  const { data: machines } = useMachines();
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
            <Filter />
          </div>
          <MachineTable />
          <SelectionBar />
        </>
      )}
    </section>
  );
}
