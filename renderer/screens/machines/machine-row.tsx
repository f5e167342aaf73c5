/** One machine as a row: who it is, what it boots, how far it is. */
import { Checkbox } from '@mantine/core';
import { memo } from 'react';
import type { MachineView } from '../../../core/api/contract.ts';
import { Ago } from '../../components/ago.tsx';
import { CopyText } from '../../components/copy-text.tsx';
import { useCellPart } from '../../state/cell.ts';
import { modelOf, shownState, titleOf } from '../../state/machine-view.ts';
import { openPanel, panel } from '../../state/panel.ts';
import { proposal, selected, toggleSelected } from '../../state/selection.ts';
import { cursor } from '../../state/table.ts';
import { useText } from '../../text/text.ts';
import { ConfirmAssign } from './confirm-assign.tsx';
import classes from './machine-table.module.css';
import { ProfilePicker } from './profile-picker.tsx';
import { StateCell } from './state-cell.tsx';

export interface MachineRowProps {
  readonly machine: MachineView;
  /** null: none, or one that is gone. */
  readonly profileName: string | null;
  /** Tab goes to this row. */
  readonly current: boolean;
}

export const MachineRow = memo(function MachineRow({ machine, profileName, current }: MachineRowProps) {
  const { machines: text, machine: words } = useText();
  const { mac } = machine;
  const title = titleOf(machine);
  const ticked = useCellPart(selected, (now) => now.has(mac));
  const open = useCellPart(panel, (now) => now?.kind === 'machine' && now.mac === mac);
  const asked = useCellPart(proposal, (now) => (now?.place === 'row' && now.macs[0] === mac ? now : null));
  return (
    <>
      <tr
        className={classes.row}
        data-mac={mac}
        data-open={open || undefined}
        data-state={shownState(machine)}
        aria-selected={ticked}
        tabIndex={current ? 0 : -1}
        onFocus={() => cursor.set(mac)}
        onClick={() => openPanel({ kind: 'machine', mac })}
      >
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the row */}
        <td className={classes.check} onClick={(event) => event.stopPropagation()}>
          <Checkbox
            aria-label={text.select(title)}
            tabIndex={-1}
            checked={ticked}
            onChange={() => toggleSelected(mac)}
          />
        </td>
        <td className={classes.machine}>
          <span className={classes.name} data-given={machine.name !== null || undefined}>
            {title}
          </span>
          <span className={classes.second}>{modelOf(machine) ?? text.noModel}</span>
        </td>
        <td className={classes.serial}>
          {machine.serial === null ? (
            <span className={classes.unknown}>{text.noSerial}</span>
          ) : (
            <CopyText value={machine.serial} what={words.labels.serial} />
          )}
          <span className={classes.second}>
            <CopyText value={mac} what={words.labels.mac} />
          </span>
        </td>
        <td className={classes.address}>
          {machine.address !== null && <CopyText value={machine.address} what={words.labels.address} />}
        </td>
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the row */}
        <td className={classes.profile} onClick={(event) => event.stopPropagation()}>
          <ProfilePicker machine={machine} profileName={profileName} place="row" />
        </td>
        <td className={classes.state}>
          <StateCell machine={machine} />
        </td>
        <td className={classes.seen}>
          <Ago at={machine.lastSeen} />
        </td>
      </tr>
      {asked !== null && (
        <tr>
          <td colSpan={7} className={classes.question}>
            <ConfirmAssign asked={asked} />
          </td>
        </tr>
      )}
    </>
  );
});
