/** The small menu at the end of a row, also by the right button: made only while it is open, for a thousand rows have one. */
import { Menu } from '@mantine/core';
import type { MachineView } from '../../../core/api/contract.ts';
import { useCellPart } from '../../state/cell.ts';
import { titleOf } from '../../state/machine-view.ts';
import { useMachines } from '../../state/queries.ts';
import { meantBy, openPicker } from '../../state/selection.ts';
import { useText } from '../../text/text.ts';
import { DeedItems } from './deed-items.tsx';
import classes from './row-menu.module.css';
import { focusMachine } from './table-keys.ts';

export const menuKey = (mac: string): string => `menu ${mac}`;

export function RowMenu({ machine }: { machine: MachineView }) {
  const { deeds: text } = useText();
  const key = menuKey(machine.mac);
  const opened = useCellPart(openPicker, (now) => now === key);
  const button = (
    <button
      type="button"
      className={classes.button}
      aria-label={text.moreOf(titleOf(machine))}
      aria-haspopup="menu"
      tabIndex={-1}
      onClick={() => openPicker.set(opened ? null : key)}
    >
      <span aria-hidden="true">⋮</span>
    </button>
  );
  if (!opened) return button;
  const close = () => {
    openPicker.set(null);
    focusMachine(machine.mac);
  };
  return (
    <Menu
      opened
      onClose={close}
      position="bottom-end"
      width={260}
      returnFocus={false}
      withInitialFocusPlaceholder={false}
    >
      <Menu.Target>{button}</Menu.Target>
      <Menu.Dropdown>
        <Meant mac={machine.mac} />
      </Menu.Dropdown>
    </Menu>
  );
}

/** The machine, or all that are ticked when it is one of them. */
function Meant({ mac }: { mac: string }) {
  const { data: machines = [] } = useMachines();
  const macs = new Set(meantBy(mac));
  return <DeedItems machines={machines.filter((one) => macs.has(one.mac))} />;
}
