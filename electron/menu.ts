/** The menus: what the system needs for its shortcuts, no more. The window has its own controls. */
import { app, Menu, type MenuItemConstructorOptions } from 'electron';
import type { Words } from './words.ts';

/** Without menus of their own, text fields on macOS have no copy and paste; elsewhere only the zoom needs one. */
export function menuTemplate(
  platform: NodeJS.Platform,
  developing: boolean,
  words: Words,
): MenuItemConstructorOptions[] {
  const view: MenuItemConstructorOptions = {
    label: words.view,
    submenu: [
      { role: 'zoomIn', label: words.larger },
      { role: 'zoomOut', label: words.smaller },
      { role: 'resetZoom', label: words.actualSize },
      { role: 'togglefullscreen', label: words.fullScreen },
      ...(developing ? DEVELOPER_ITEMS : []),
    ],
  };
  if (platform === 'darwin') return [{ role: 'appMenu' }, { role: 'editMenu' }, view, { role: 'windowMenu' }];
  return [view];
}

const DEVELOPER_ITEMS: MenuItemConstructorOptions[] = [
  { type: 'separator' },
  { role: 'reload' },
  { role: 'toggleDevTools' },
];

export function installMenu(words: Words): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(process.platform, !app.isPackaged, words)));
}
