/** What can be done with the machines that are ticked. */
import { Button, Menu } from '@mantine/core';
import { useAssignment } from '../../state/assignment.ts';
import { useCell, useCellPart } from '../../state/cell.ts';
import { useMachines } from '../../state/queries.ts';
import { clearSelection, openPicker, proposal, selected } from '../../state/selection.ts';
import { useText } from '../../text/text.ts';
import { ConfirmAssign } from './confirm-assign.tsx';
import { ProfileItems } from './profile-items.tsx';
import classes from './selection-bar.module.css';

export function SelectionBar() {
  const { machines: text } = useText();
  const ticked = useCell(selected);
  const { data: machines = [] } = useMachines();
  const macs = machines.filter(({ mac }) => ticked.has(mac)).map(({ mac }) => mac);
  const asked = useCellPart(proposal, (now) => (now?.place === 'bulk' ? now : null));
  if (macs.length === 0) return null;
  return (
    <section className={classes.bar} aria-label={text.selectedCount(macs.length)}>
      {asked !== null && <ConfirmAssign asked={asked} />}
      <div className={classes.line}>
        <strong>{text.selectedCount(macs.length)}</strong>
        <BulkAssign macs={macs} />
        <Button variant="subtle" size="sm" onClick={clearSelection}>
          {text.clearSelection}
        </Button>
      </div>
    </section>
  );
}

function BulkAssign({ macs }: { macs: readonly string[] }) {
  const { machines: text } = useText();
  const { choose } = useAssignment();
  const opened = useCellPart(openPicker, (now) => now === 'bulk');
  return (
    <Menu
      opened={opened}
      onChange={(next) => openPicker.set(next ? 'bulk' : null)}
      position="top-start"
      width={260}
    >
      <Menu.Target>
        <Button size="sm">{text.assignSelected}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        <ProfileItems onPick={(profile) => choose(macs, profile, 'bulk')} />
        <Menu.Divider />
        <Menu.Item onClick={() => choose(macs, null, 'bulk')}>{text.takeAway}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
