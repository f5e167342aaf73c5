/** What a machine boots, and who chose it. */
import type { MachineView } from '../../../core/api/contract.ts';
import { useProfileNames } from '../../state/table.ts';
import { useText } from '../../text/text.ts';
import { ProfilePicker } from '../machines/profile-picker.tsx';
import classes from './machine-now.module.css';

export function ProfileChoice({ machine }: { machine: MachineView }) {
  const { machine: text, machines } = useText();
  const names = useProfileNames();
  return (
    <div className={classes.choice}>
      <span>{text.profile}</span>
      <ProfilePicker
        machine={machine}
        profileName={machine.profile === null ? null : (names.get(machine.profile) ?? null)}
        place="panel"
      />
      {machine.rule !== null && <span className={classes.rule}>{machines.byRule}</span>}
    </div>
  );
}
