// Stands in for Electron's default_app.asar, which the evaluation copy lacks: `electron [switches] [-r module] FOLDER`.
const { app } = require('electron');
const Module = require('node:module');
const path = require('node:path');
const { pathToFileURL } = require('node:url');

const preloaded = [];
let folder;
for (let index = 1; index < process.argv.length && !folder; index += 1) {
  const argument = process.argv[index];
  if (argument === '-r' || argument === '--require') preloaded.push(process.argv[(index += 1)]);
  else if (argument.startsWith('--require=')) preloaded.push(argument.slice('--require='.length));
  else if (!argument.startsWith('-')) folder = path.resolve(argument);
}
if (preloaded.length > 0) Module._preloadModules(preloaded);
if (!folder) {
  process.stderr.write('usage: electron FOLDER\n');
  app.exit(1);
} else {
  const manifest = require(path.join(folder, 'package.json'));
  app.setVersion(manifest.version);
  app.setName(manifest.productName ?? manifest.name);
  app.setAppPath(folder);
  import(pathToFileURL(path.join(folder, manifest.main)).href).catch((error) => {
    process.stderr.write(`${error.stack}\n`);
    app.exit(1);
  });
}
