/** What a machine boots: shows it, and lets it be chosen. */
import { Menu } from '@mantine/core';
import { IconCheck, IconChevronDown } from '@tabler/icons-react';
import type { MachineView } from '../../../core/api/contract.ts';
import { choose } from '../../state/assignment.ts';
import { useCellPart } from '../../state/cell.ts';
import { titleOf } from '../../state/machine-view.ts';
import { meantBy, openPicker, type Place, pickerKey } from '../../state/selection.ts';
import { useText } from '../../text/text.ts';
import { ProfileItems } from './profile-items.tsx';
import classes from './profile-picker.module.css';

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
  return (
    <Menu
      opened={opened}
      onChange={(next) => openPicker.set(next ? key : null)}
      position="bottom-start"
      width={260}
    >
      <Menu.Target>
        <button
          type="button"
          className={classes.target}
          data-empty={machine.profile === null || undefined}
          data-urgent={(machine.profile === null && machine.state === 'waiting') || undefined}
          tabIndex={place === 'row' ? -1 : 0}
          aria-label={`${machines.chooseFor(titleOf(machine))}: ${label}`}
        >
          <span className={classes.label}>{label}</span>
          <IconChevronDown size={16} aria-hidden="true" />
        </button>
      </Menu.Target>
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
