/** A profile below its image: its name, and how many machines have it. */
import { IconFileText } from '@tabler/icons-react';
import type { ProfileView } from '../../../core/api/contract.ts';
import { useCell } from '../../state/cell.ts';
import { hoveredMachine, PROFILE_KIND } from '../../state/drag.ts';
import { openPanel, panel } from '../../state/panel.ts';
import { useMachines } from '../../state/queries.ts';
import { useText } from '../../text/text.ts';
import classes from './profile-line.module.css';

export function ProfileLine({ profile }: { profile: ProfileView }) {
  const { shelf } = useText();
  const open = useCell(panel);
  const { data: machines = [] } = useMachines();
  const used = machines.filter((machine) => machine.profile === profile.id).length;
  const active = open?.kind === 'profile' && open.id === profile.id;
  return (
    <button
      type="button"
      className={classes.line}
      data-active={active || undefined}
      aria-label={shelf.openProfile(profile.name)}
      title={shelf.dragProfile}
      draggable
      onDragStart={(event) => {
        event.dataTransfer.setData(PROFILE_KIND, profile.id);
        event.dataTransfer.effectAllowed = 'link';
      }}
      onDragEnd={() => hoveredMachine.set(null)}
      onClick={() => openPanel({ kind: 'profile', id: profile.id })}
    >
      <IconFileText size={16} stroke={1.5} className={classes.icon ?? ''} aria-hidden="true" />
      <span className={classes.name}>{profile.name}</span>
      {used > 0 && (
        <span className={classes.used} title={shelf.used(used)}>
          {used}
        </span>
      )}
    </button>
  );
}
