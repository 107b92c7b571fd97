import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import { resolve } from 'node:path';

const here = import.meta.dirname;

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      // Files that need not be looked for and read one by one: the start is a third shorter. What is native stays outside.
      externalizeDeps: { exclude: ['dbus-native', 'electron-store', 'libphonenumber-js', 'ws', 'zod'] },
      // A second entry for the shell without Electron: plain Node runs out/main/browser.js.
      rollupOptions: {
        input: {
          index: resolve(here, 'main/electron/index.ts'),
          browser: resolve(here, 'main/browser/index.ts'),
          'reading-worker': resolve(here, 'main/reading-worker.ts'),
          'storing-worker': resolve(here, 'main/storing-worker.ts'),
          'mail-worker': resolve(here, 'main/connectors/email-imap/mail-worker.ts'),
          'tnef-worker': resolve(here, 'main/connectors/email-imap/tnef-worker.ts'),
        },
        output: {
          format: 'es',
          entryFileNames: '[name].js',
          chunkFileNames: 'chunks/[name]-[hash].js',
          // Names stay as they are: they stand in the log.
          minify: { compress: true, mangle: false, codegen: true },
        },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      // A sandboxed preload is a CommonJS script.
      rollupOptions: { input: { index: resolve(here, 'preload/index.ts') }, output: { format: 'cjs', entryFileNames: '[name].cjs' } },
    },
  },
  renderer: {
    root: 'renderer',
    plugins: [react()],
    build: {
      outDir: 'out/renderer',
      // The content security policy allows no data: scripts or fonts.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      minify: true,
      // Read from the disk, not from a network: fewer files are quicker than smaller ones.
      chunkSizeWarningLimit: 2_000,
      rollupOptions: { input: { index: resolve(here, 'renderer/index.html'), media: resolve(here, 'renderer/media.html') } },
    },
  },
});
