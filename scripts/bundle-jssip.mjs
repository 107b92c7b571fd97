// Bundles JsSIP alone, with what it takes from a browser injected instead of global: one instance per createJsSip(env).
import { build } from 'esbuild';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

await build({
  stdin: { contents: "module.exports = require('jssip');", resolveDir: root },
  outfile: join(root, 'main/voice/jssip-bundle/jssip.js'),
  bundle: true,
  platform: 'browser',
  format: 'iife',
  globalName: 'bundled',
  target: 'es2023',
  legalComments: 'inline',
  // JsSIP asks for these as globals; here they are members of the environment its caller gives.
  define: {
    window: '__env',
    navigator: '__env.navigator',
    WebSocket: '__env.WebSocket',
    RTCPeerConnection: '__env.RTCPeerConnection',
    RTCSessionDescription: '__env.RTCSessionDescription',
  },
  banner: { js: '// Made by scripts/bundle-jssip.mjs; not part of the repository.\nexport function createJsSip(__env) {' },
  footer: { js: 'return bundled;\n}' },
  logLevel: 'warning',
});
