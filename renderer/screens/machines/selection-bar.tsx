/** What can be done with the machines that are ticked. */
import { Button, Kbd, Menu } from '@mantine/core';
import { IconChevronUp } from '@tabler/icons-react';
import type { MachineView } from '../../../core/api/contract.ts';
import { choose } from '../../state/assignment.ts';
import { useCell, useCellPart } from '../../state/cell.ts';
import { useDeed } from '../../state/do-deed.ts';
import { type Deed, fitting } from '../../state/machine-deeds.ts';
import { useMachines } from '../../state/queries.ts';
import { clearSelection, openPicker, selected } from '../../state/selection.ts';
import { useText } from '../../text/text.ts';
import { DeedItems } from './deed-items.tsx';
import { ProfileItems } from './profile-items.tsx';
import classes from './selection-bar.module.css';

/** Those that stand beside each other, where they fit any of the machines; the rest is in the menu. */
const SHOWN = ['confirm', 'reinstall', 'release', 'hold'] as const satisfies readonly Deed[];

export function SelectionBar() {
  const { machines: text } = useText();
  const ticked = useCell(selected);
  const { data: machines = [] } = useMachines();
  const chosen = machines.filter(({ mac }) => ticked.has(mac));
  const macs = chosen.map(({ mac }) => mac);
  if (macs.length === 0) return null;
  return (
    <section className={classes.bar} aria-label={text.selectedCount(macs.length)}>
      <strong>{text.selectedCount(macs.length)}</strong>
      <BulkAssign macs={macs} />
      {SHOWN.map((deed) => (
        <DeedButton key={deed} deed={deed} machines={chosen} />
      ))}
      <MoreDeeds machines={chosen} />
      <Button variant="subtle" size="sm" onClick={clearSelection} rightSection={<Kbd size="xs">Esc</Kbd>}>
        {text.clearSelection}
      </Button>
    </section>
  );
}

function DeedButton({ deed, machines }: { deed: Deed; machines: readonly MachineView[] }) {
  const { deeds: text } = useText();
  const act = useDeed();
  const macs = fitting(deed, machines);
  if (macs.length === 0) return null;
  const label = text.labels[deed];
  return (
    <Button
      variant={deed === 'confirm' ? 'filled' : 'default'}
      {...(deed === 'confirm' ? { color: 'red' } : {})}
      size="sm"
      title={text.hints[deed]}
      onClick={() => act(deed, macs)}
    >
      {macs.length === machines.length ? label : text.some(label, macs.length)}
    </Button>
  );
}

function MoreDeeds({ machines }: { machines: readonly MachineView[] }) {
  const { deeds: text } = useText();
  return (
    <Menu position="top-start" width={260}>
      <Menu.Target>
        <Button variant="default" size="sm" rightSection={<IconChevronUp size={16} />}>
          {text.more}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <DeedItems machines={machines} without={SHOWN} />
      </Menu.Dropdown>
    </Menu>
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
