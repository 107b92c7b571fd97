// Windows that open while Playwright attaches are sometimes lost to it: the application waits until Playwright calls __playwright_run().
const { app } = require('electron');

const ready = app.whenReady();
let begin;
const begun = new Promise((done) => (begin = done));
app.whenReady = () => begun;
globalThis.__playwright_run = () => ready.then(begin);
