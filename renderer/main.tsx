import '@fontsource-variable/inter';
import './styles/tokens.css';
import './styles/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Desk } from './desk.tsx';
import { createActions } from './state/actions.ts';
import { takeOverOldDrafts } from './state/old-drafts.ts';
import { DeskProvider } from './state/desk.tsx';
import { createDeskStore } from './state/state.ts';
import { startSync } from './state/sync.ts';

const store = createDeskStore();
const sync = startSync(store);
const actions = createActions(store, sync);
const flush = (): void => {
  void actions.notes.flush();
  void actions.letters.flush();
};
window.addEventListener('pagehide', flush);
window.addEventListener('blur', flush);
const stop = store.subscribe(({ connection }) => {
  if (connection !== 'open') return;
  stop();
  takeOverOldDrafts(sync).catch(reportError);
});

const root = document.querySelector('#root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <DeskProvider desk={{ store, actions }}>
      <Desk />
    </DeskProvider>
  </StrictMode>,
);
