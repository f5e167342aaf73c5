/** What should be known of the profiles before they erase anything: nobody could log in afterwards, say. */
import { Button } from '@mantine/core';
import type { MachineView, ProfileView } from '../../../core/api/contract.ts';
import { ProblemCard } from '../../components/problem-card.tsx';
import { openPanel } from '../../state/panel.ts';
import { useProfiles } from '../../state/queries.ts';
import { cancelProposal, type Proposal } from '../../state/selection.ts';
import { useText } from '../../text/text.ts';
import classes from './arm-dialog.module.css';

export function ArmWarnings({ asked, machines }: { asked: Proposal; machines: readonly MachineView[] }) {
  const { machines: text } = useText();
  const { data: profiles = [] } = useProfiles();
  const edit = (id: string) => {
    cancelProposal();
    openPanel({ kind: 'profile', id });
  };
  return warned(asked, machines, profiles).map(({ id, name, warnings }) => (
    <div key={id} className={classes.warned}>
      {warnings.map((problem) => (
        <ProblemCard key={problem.code} problem={problem} tone="warning" />
      ))}
      <Button size="xs" variant="default" onClick={() => edit(id)}>
        {text.editProfile(name)}
      </Button>
    </div>
  ));
}

/** The profiles it is about that have something to be known. */
function warned(
  asked: Proposal,
  machines: readonly MachineView[],
  profiles: readonly ProfileView[],
): readonly ProfileView[] {
  const meant = new Set(asked.kind === 'assign' ? [asked.profile] : machines.map(({ profile }) => profile));
  return profiles.filter(({ id, warnings }) => meant.has(id) && warnings.length > 0);
}
