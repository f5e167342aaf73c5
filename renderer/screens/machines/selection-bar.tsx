/** What can be done with the machines that are ticked. */
import { Button, Kbd, Menu } from '@mantine/core';
import { choose } from '../../state/assignment.ts';
import { useCell, useCellPart } from '../../state/cell.ts';
import { canReinstall } from '../../state/machine-deeds.ts';
import { useMachines } from '../../state/queries.ts';
import { clearSelection, openPicker, proposal, selected } from '../../state/selection.ts';
import { useText } from '../../text/text.ts';
import { ProfileItems } from './profile-items.tsx';
import classes from './selection-bar.module.css';

export function SelectionBar() {
  const { machines: text, machine: words } = useText();
  const ticked = useCell(selected);
  const { data: machines = [] } = useMachines();
  const chosen = machines.filter(({ mac }) => ticked.has(mac));
  const macs = chosen.map(({ mac }) => mac);
  const again = chosen.filter(canReinstall).map(({ mac }) => mac);
  if (macs.length === 0) return null;
  return (
    <section className={classes.bar} aria-label={text.selectedCount(macs.length)}>
      <strong>{text.selectedCount(macs.length)}</strong>
      <BulkAssign macs={macs} />
      {again.length > 0 && (
        <Button variant="default" size="sm" onClick={() => proposal.set({ kind: 'reinstall', macs: again })}>
          {again.length === macs.length ? words.reinstall : text.reinstallSome(again.length)}
        </Button>
      )}
      <Button variant="subtle" size="sm" onClick={clearSelection} rightSection={<Kbd size="xs">Esc</Kbd>}>
        {text.clearSelection}
      </Button>
    </section>
  );
}

function BulkAssign({ macs }: { macs: readonly string[] }) {
  const { machines: text } = useText();
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
        <ProfileItems onPick={(profile) => choose(macs, profile)} />
        <Menu.Divider />
        <Menu.Item onClick={() => choose(macs, null)}>{text.takeAway}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
