/** Draws the panel that is open. */
import type { Panel } from '../../state/panel.ts';
import { MachinePanel } from '../machine/machine-panel.tsx';
import { NewProfilePanel } from '../profile/new-profile-panel.tsx';
import { ProfilePanel } from '../profile/profile-panel.tsx';
import { BrowsePanel } from './browse-panel.tsx';
import { ImagePanel } from './image-panel.tsx';
import { KeysPanel } from './keys-panel.tsx';
import { NoticesPanel } from './notices-panel.tsx';

export function PanelHost({ panel }: { panel: Panel }) {
  switch (panel.kind) {
    case 'machine':
      return <MachinePanel key={panel.mac} mac={panel.mac} />;
    case 'profile':
      return <ProfilePanel id={panel.id} />;
    case 'new-profile':
      return <NewProfilePanel key={panel.image} image={panel.image} />;
    case 'image':
      return <ImagePanel key={panel.id} id={panel.id} />;
    case 'browse':
      return <BrowsePanel />;
    case 'notices':
      return <NoticesPanel />;
    case 'keys':
      return <KeysPanel />;
  }
}
