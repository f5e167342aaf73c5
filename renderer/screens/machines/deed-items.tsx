/** What can be done with machines as items of a menu, each with its key. */
import { Kbd, Menu } from '@mantine/core';
import type { MachineView } from '../../../core/api/contract.ts';
import { useDeed } from '../../state/do-deed.ts';
import { DEEDS, type Deed, fitting, KEY_OF } from '../../state/machine-deeds.ts';
import { useText } from '../../text/text.ts';

export interface DeedItemsProps {
  readonly machines: readonly MachineView[];
  /** Those that stand beside the menu already. */
  readonly without?: readonly Deed[];
}

export function DeedItems({ machines, without = [] }: DeedItemsProps) {
  const { deeds: text } = useText();
  const act = useDeed();
  return DEEDS.filter((deed) => !without.includes(deed)).map((deed) => {
    const macs = fitting(deed, machines);
    if (macs.length === 0) return null;
    const label = text.labels[deed];
    return (
      <Menu.Item
        key={deed}
        title={text.hints[deed]}
        {...(deed === 'forget' ? { color: 'red' } : {})}
        rightSection={<Kbd size="xs">{KEY_OF[deed] === 'Delete' ? 'Del' : KEY_OF[deed]}</Kbd>}
        onClick={() => act(deed, macs)}
      >
        {macs.length === machines.length ? label : text.some(label, macs.length)}
      </Menu.Item>
    );
  });
}
