/** How the machines stand: as a table or as a rack, and under which headings. */
import { Menu } from '@mantine/core';
import { IconCheck, IconList, IconServer2, IconStack2 } from '@tabler/icons-react';
import { useCell } from '../../state/cell.ts';
import { GROUPINGS } from '../../state/grouping.ts';
import { VIEWS, type View, view } from '../../state/rack.ts';
import { grouping } from '../../state/table.ts';
import { useText } from '../../text/text.ts';
import classes from './view-switch.module.css';

const ICONS: Readonly<Record<View, typeof IconList>> = { table: IconList, rack: IconServer2 };

export function ViewSwitch() {
  const { machines: text } = useText();
  const shown = useCell(view);
  return (
    <div className={classes.switch}>
      {shown === 'table' && <GroupMenu />}
      {VIEWS.map((one) => {
        const Icon = ICONS[one];
        return (
          <button
            key={one}
            type="button"
            className={classes.button}
            aria-label={text.views[one]}
            title={text.views[one]}
            aria-pressed={shown === one}
            onClick={() => view.set(one)}
          >
            <Icon size={18} stroke={1.75} />
          </button>
        );
      })}
    </div>
  );
}

function GroupMenu() {
  const { machines: text } = useText();
  const by = useCell(grouping);
  const label = `${text.groupBy}: ${text.groupings[by]}`;
  return (
    <Menu position="bottom-end" width={180}>
      <Menu.Target>
        <button
          type="button"
          className={classes.button}
          aria-label={label}
          title={label}
          data-active={by !== 'none' || undefined}
        >
          <IconStack2 size={18} stroke={1.75} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{text.groupBy}</Menu.Label>
        {GROUPINGS.map((one) => (
          <Menu.Item
            key={one}
            rightSection={one === by && <IconCheck size={16} />}
            onClick={() => grouping.set(one)}
          >
            {text.groupings[one]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
