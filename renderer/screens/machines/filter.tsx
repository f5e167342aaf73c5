/** One field that searches everything known of a machine. */
import { CloseButton, Kbd, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useCell } from '../../state/cell.ts';
import { machineFilter } from '../../state/table.ts';
import { useText } from '../../text/text.ts';
import classes from './filter.module.css';

export const FILTER_ID = 'machine-filter';

const search = (text: string) => machineFilter.set((now) => ({ ...now, text }));

export function Filter() {
  const { machines } = useText();
  const { text } = useCell(machineFilter);
  return (
    <TextInput
      id={FILTER_ID}
      className={classes.filter ?? ''}
      type="search"
      aria-label={machines.filter}
      placeholder={machines.filter}
      title={machines.filterHint}
      leftSection={<IconSearch size={16} />}
      rightSection={
        text === '' ? (
          <Kbd size="xs">/</Kbd>
        ) : (
          <CloseButton size="sm" aria-label={machines.clearFilter} onClick={() => search('')} />
        )
      }
      value={text}
      onChange={(event) => search(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        search('');
        event.currentTarget.blur();
      }}
    />
  );
}
