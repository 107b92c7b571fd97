// Loaded before the application: says on standard output when its window shows what was asked for.
const { app } = require('electron');

const selector = process.env.START_SELECTOR;
const shown = `new Promise((done) => {
  const look = () => (document.querySelector(${JSON.stringify(selector)}) ? requestAnimationFrame(() => requestAnimationFrame(done)) : requestAnimationFrame(look));
  look();
})`;

app.on('browser-window-created', (_event, window) => {
  window.webContents.once('did-finish-load', () => {
    if (!window.webContents.getURL().includes('index.html')) return;
    void window.webContents.executeJavaScript(shown).then(() => process.stdout.write(`usable ${Date.now()}\n`));
  });
});
