// Loaded into the program that is measured: asked by its parent, says how long its main loop was held up.
const { monitorEventLoopDelay } = require('node:perf_hooks');

const stall = monitorEventLoopDelay({ resolution: 1 });
process.on('message', (what) => {
  if (what === 'begin') return void stall.enable();
  stall.disable();
  process.send({ p99Ms: stall.percentile(99) / 1e6 });
});
