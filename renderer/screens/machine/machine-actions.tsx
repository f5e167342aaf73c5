/** What can be done with a machine, at the foot of its panel: the usual beside each other, the rest in a menu. */
import { Button, Menu } from '@mantine/core';
import { IconChevronUp } from '@tabler/icons-react';
import type { MachineView } from '../../../core/api/contract.ts';
import { useDeed } from '../../state/do-deed.ts';
import { useText } from '../../text/text.ts';
import { DeedItems } from '../machines/deed-items.tsx';

export function MachineActions({ machine }: { machine: MachineView }) {
  const { deeds: text } = useText();
  const act = useDeed();
  const hold = machine.held ? 'release' : 'hold';
  const macs = [machine.mac];
  return (
    <>
      {/* Of a held one, letting go is the next step and stands above. */}
      {!machine.held && (
        <Button variant="default" size="sm" title={text.hints[hold]} onClick={() => act(hold, macs)}>
          {text.labels[hold]}
        </Button>
      )}
      <Menu position="top-end" width={260}>
        <Menu.Target>
          <Button variant="subtle" size="sm" rightSection={<IconChevronUp size={16} />}>
            {text.more}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <DeedItems machines={[machine]} without={['hold', 'release']} />
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
