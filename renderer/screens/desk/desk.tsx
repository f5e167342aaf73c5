/** The frame of the desk: its tabs, and the way back to the machines. */
import { CloseButton, Tabs } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { closeDesk, DESK_TABS, type DeskTab, openDesk } from '../../state/desk.ts';
import { useText } from '../../text/text.ts';
import classes from './desk.module.css';
import { JobsTab } from './jobs/jobs-tab.tsx';
import { ReportTab } from './report/report-tab.tsx';
import { RulesTab } from './rules/rules-tab.tsx';
import { SheetTab } from './sheet/sheet-tab.tsx';
import { TimeTab } from './time/time-tab.tsx';

const SCREENS: Readonly<Record<DeskTab, () => React.ReactNode>> = {
  job: JobsTab,
  sheet: SheetTab,
  rules: RulesTab,
  report: ReportTab,
  time: TimeTab,
};

export function Desk({ tab }: { tab: DeskTab }) {
  const { jobs } = useText().desk;
  const frame = useRef<HTMLElement>(null);
  useEffect(() => frame.current?.focus({ preventScroll: true }), []);
  const Screen = SCREENS[tab];
  return (
    <section ref={frame} className={classes.desk} aria-label={jobs.desk} id="machines" tabIndex={-1}>
      <Tabs
        className={classes.tabs ?? ''}
        value={tab}
        onChange={(next) => openDesk(next as DeskTab)}
        classNames={{ list: classes.list ?? '', panel: classes.panel ?? '' }}
      >
        <div className={classes.head}>
          <Tabs.List>
            {DESK_TABS.map((one) => (
              <Tabs.Tab key={one} value={one}>
                {jobs.tabs[one]}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          <CloseButton size="lg" aria-label={jobs.back} title={jobs.back} onClick={closeDesk} />
        </div>
        <Tabs.Panel value={tab}>
          <Screen />
        </Tabs.Panel>
      </Tabs>
    </section>
  );
}
