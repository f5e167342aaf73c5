/** One machine in the question before disks are erased: what is read on its case, and the disks it is known to have. */
import type { MachineView } from '../../../core/api/contract.ts';
import { formatBytes } from '../../components/format.ts';
import { StateMark } from '../../components/state-mark.tsx';
import { Tick } from '../../components/tick.tsx';
import { modelOf, titleOf } from '../../state/machine-view.ts';
import { useText } from '../../text/text.ts';
import classes from './arm-dialog.module.css';

export interface ArmMachineProps {
  readonly machine: MachineView;
  /** There is nothing to leave out. */
  readonly only: boolean;
  readonly meant: boolean;
  /** It was taken out of what is asked about, not just not ticked yet. */
  readonly leftOut: boolean;
  /** Its disks matter to the question. */
  readonly disks: boolean;
  toggle(): void;
}

export function ArmMachine({ machine, only, meant, leftOut, disks, toggle }: ArmMachineProps) {
  const { machines: text } = useText();
  const title = titleOf(machine);
  return (
    <li className={classes.machine} data-left-out={leftOut || undefined} data-only={only || undefined}>
      {!only && <Tick aria-label={text.confirmThis(title)} checked={meant} onChange={toggle} />}
      <span className={classes.who}>
        <strong>{title}</strong>
        <span>{modelOf(machine) ?? text.noModel}</span>
      </span>
      <span className={classes.ids}>
        <span>{machine.serial ?? text.noSerial}</span>
        <span>{machine.mac}</span>
      </span>
      <StateMark state={machine.shown} />
      {disks && (
        <span className={classes.disks}>
          {machine.disks.length === 0 ? text.disksUnknown : `${text.disks}: ${disksOf(machine)}`}
        </span>
      )}
    </li>
  );
}

/** `nvme0n1 512 GB Samsung SSD 980, sda 2.00 TB`. */
export const disksOf = ({ disks }: Pick<MachineView, 'disks'>): string =>
  disks
    .map(({ name, bytes, model }) => [name, formatBytes(bytes), model].filter(Boolean).join(' '))
    .join(', ');
