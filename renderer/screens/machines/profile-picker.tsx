/** What a machine boots: shows it, and lets it be chosen. */
import { Menu } from '@mantine/core';
import { IconCheck, IconWand } from '@tabler/icons-react';
import type { MachineView } from '../../../core/api/contract.ts';
import { choose } from '../../state/assignment.ts';
import { useCellPart } from '../../state/cell.ts';
import { titleOf } from '../../state/machine-view.ts';
import { meantBy, openPicker, type Place, pickerKey } from '../../state/selection.ts';
import { useText } from '../../text/text.ts';
import { ProfileItems } from './profile-items.tsx';
import classes from './profile-picker.module.css';
import { focusMachine } from './table-keys.ts';

export interface ProfilePickerProps {
  readonly machine: MachineView;
  /** Name of its profile; null: none, or one that is gone. */
  readonly profileName: string | null;
  readonly place: Place;
}

export function ProfilePicker({ machine, profileName, place }: ProfilePickerProps) {
  const { machines } = useText();
  const key = pickerKey(place, machine.mac);
  const opened = useCellPart(openPicker, (now) => now === key);
  const label = machine.profile === null ? machines.choose : (profileName ?? machines.unknownProfile);
  const pick = (profile: string | null) =>
    choose(place === 'row' ? meantBy(machine.mac) : [machine.mac], profile);
  const button = (
    <button
      type="button"
      className={classes.target}
      data-empty={machine.profile === null || undefined}
      data-urgent={(machine.profile === null && machine.state === 'waiting') || undefined}
      tabIndex={place === 'row' ? -1 : 0}
      aria-haspopup="menu"
      aria-label={`${machines.chooseFor(titleOf(machine))}: ${label}`}
      onClick={() => openPicker.set(opened ? null : key)}
    >
      <span className={classes.label}>{label}</span>
      {place === 'row' && machine.rule !== null && (
        <IconWand className={classes.rule} size={14} role="img" aria-label={machines.byRule} />
      )}
    </button>
  );
  // A thousand rows have one: the menu itself is made only while it is open.
  if (place === 'row' && !opened) return button;
  const close = () => {
    openPicker.set(null);
    if (place === 'row') focusMachine(machine.mac);
  };
  return (
    <Menu opened={opened} onClose={close} position="bottom-start" width={260} returnFocus={place !== 'row'}>
      <Menu.Target>{button}</Menu.Target>
      <Menu.Dropdown>
        <ProfileItems onPick={pick} marked={(id) => id === machine.profile && <IconCheck size={16} />} />
        {machine.profile !== null && (
          <>
            <Menu.Divider />
            <Menu.Item onClick={() => pick(null)}>{machines.takeAway}</Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
