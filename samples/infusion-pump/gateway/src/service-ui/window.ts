import { join } from 'node:path';
import { app, BrowserWindow, ipcMain } from 'electron';
import { interfaceState, pingHost } from '../diagnostics/network-check.js';

/**
 * The window of the service tool on the gateway's own screen.
 *
 * @req SRS-049
 */
export async function openServiceWindow(assets: string): Promise<BrowserWindow> {
  await app.whenReady();
  const window = new BrowserWindow({
    width: 1024,
    height: 600,
    title: 'Infusion gateway service',
    webPreferences: {
      preload: join(assets, 'preload.js'),
      contextIsolation: true,
      nodeIntegration: true,
    },
  });
  window.webContents.setWindowOpenHandler(() => ({ action: 'deny' }));
  await window.loadFile(join(assets, 'service.html'));
  return window;
}

/** Answers the requests of the service page. */
export function registerServiceRequests(): void {
  ipcMain.handle('network:ping', (_event, host: string) => pingHost(host));
  ipcMain.handle('network:interfaces', () => interfaceState());
}
