/** The one screen: cable above, shelf, machines, what is looked at; the strip below. */
import { useCell } from '../state/cell.ts';
import { link } from '../state/connection.ts';
import { desk } from '../state/desk.ts';
import { useKeys } from '../state/keys.ts';
import { panel } from '../state/panel.ts';
import { useText } from '../text/text.ts';
import { CableBar } from './cable/cable-bar.tsx';
import { CableTray } from './cable/cable-tray.tsx';
import { Desk } from './desk/desk.tsx';
import { LinkBanner } from './link-banner.tsx';
import { ArmDialog } from './machines/arm-dialog.tsx';
import { Machines } from './machines/machines.tsx';
import { PanelHost } from './panels/panel-host.tsx';
import { Refused } from './refused.tsx';
import { DropTarget } from './shelf/drop-target.tsx';
import { Shelf } from './shelf/shelf.tsx';
import { Strip } from './strip/strip.tsx';
import { Toasts } from './toasts.tsx';
import classes from './window.module.css';

export function Window() {
  const { app } = useText();
  const open = useCell(panel);
  const tab = useCell(desk);
  useKeys();
  if (useCell(link) === 'refused') return <Refused />;
  return (
    <div className={classes.window}>
      <a className={classes.skip} href="#machines">
        {app.skip}
      </a>
      <CableBar />
      <section aria-label={app.toKnow}>
        <LinkBanner />
        <CableTray />
      </section>
      <main className={classes.main} data-panel={open !== null || undefined}>
        <Shelf />
        {tab === null ? <Machines /> : <Desk tab={tab} />}
        {open !== null && (
          <div className={classes.panel}>
            <PanelHost panel={open} />
          </div>
        )}
      </main>
      <Strip />
      <ArmDialog />
      <Toasts />
      <DropTarget />
    </div>
  );
}
