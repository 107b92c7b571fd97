import { contextBridge, ipcRenderer } from 'electron';

// All a page gets: one pipe. Which page it is, main knows by its frame.
contextBridge.exposeInMainWorld('threadline', {
  send(frame: unknown): void {
    ipcRenderer.send('threadline', frame);
  },
  onFrame(listener: (frame: unknown) => void): void {
    ipcRenderer.on('threadline', (_event, frame: unknown) => listener(frame));
  },
});
