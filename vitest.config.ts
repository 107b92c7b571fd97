import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

// What is waited for comes late on a busy machine.
const endToEnd = { expect: { poll: { timeout: 10_000 } }, testTimeout: 60_000, hookTimeout: 90_000, fileParallelism: false, retry: 0 };

export default defineConfig({
  plugins: [react()],
  test: {
    globals: false,
    passWithNoTests: false,
    restoreMocks: true,
    projects: [
      { extends: true, test: { name: 'architecture', include: ['test/architecture.test.ts'], testTimeout: 60_000 } },
      { extends: true, test: { name: 'unit', include: ['test/unit/**/*.test.{ts,tsx}'] } },
      { extends: true, test: { name: 'contract', include: ['test/contract/**/*.test.ts'] } },
      { extends: true, test: { name: 'store', include: ['test/store/**/*.test.ts'], testTimeout: 30_000 } },
      { extends: true, test: { name: 'connectors', include: ['test/connectors/**/*.test.ts'], testTimeout: 30_000, maxConcurrency: 2 } },
      { extends: true, test: { name: 'browser', include: ['test/e2e/browser/**/*.test.ts'], ...endToEnd } },
      { extends: true, test: { name: 'electron', include: ['test/e2e/electron/**/*.test.ts'], ...endToEnd } },
      { extends: true, test: { name: 'system', include: ['test/system/**/*.test.ts'], ...endToEnd, testTimeout: 120_000 } },
    ],
  },
});
