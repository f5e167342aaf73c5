/** The job that is being worked on, and the way to everything that belongs to it. */
import { Menu } from '@mantine/core';
import {
  IconChevronDown,
  IconClipboardText,
  IconClock,
  IconFileCheck,
  IconFilter,
  IconTable,
} from '@tabler/icons-react';
import { useCell } from '../../state/cell.ts';
import { DESK_TABS, type DeskTab, desk, openDesk } from '../../state/desk.ts';
import { titleOfJob, useCurrentJob } from '../../state/jobs.ts';
import { useText } from '../../text/text.ts';
import classes from './job-button.module.css';

const ICONS: Readonly<Record<DeskTab, typeof IconClipboardText>> = {
  job: IconClipboardText,
  sheet: IconTable,
  rules: IconFilter,
  report: IconFileCheck,
  time: IconClock,
};

export function JobButton() {
  const { jobs } = useText().desk;
  const job = useCurrentJob();
  const open = useCell(desk);
  if (job === undefined) return null;
  const name = titleOfJob(job, jobs);
  return (
    <Menu position="bottom-start" width={240}>
      <Menu.Target>
        <button
          type="button"
          className={classes.job}
          aria-label={jobs.button(name)}
          title={jobs.button(name)}
        >
          <span className={classes.name}>{name}</span>
          <IconChevronDown size={14} aria-hidden="true" />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {DESK_TABS.map((tab) => {
          const Icon = ICONS[tab];
          return (
            <Menu.Item
              key={tab}
              leftSection={<Icon size={18} stroke={1.75} />}
              data-active={open === tab || undefined}
              onClick={() => openDesk(tab, null)}
            >
              {jobs.tabs[tab]}
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
