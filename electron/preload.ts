/**
 * What the window gets beyond a browser: named verbs, nothing of Electron itself.
 *
 * It is bundled to CommonJS, the only kind of script a sandboxed preload may be.
 */
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { Desktop } from '../renderer/desktop.ts';
import { CHOOSE_ISO, CONNECTION } from './channels.ts';

const desktop: Desktop = {
  platform: 'electron',
  pathForFile: (file) => webUtils.getPathForFile(file),
  chooseIso: () => ipcRenderer.invoke(CHOOSE_ISO),
  connection: () => ipcRenderer.invoke(CONNECTION),
};

contextBridge.exposeInMainWorld('fieldboot', desktop);
