// Two projects: `unit` is what `npm test` runs, `soak` holds the long ones (`npm run test:soak`).
//
// The tests import the package by its own name, so they see what a user sees: build/, loaded by Node itself and not
// transformed. Each file has a process of its own, with gc() exposed so that leaks can be counted.
import { defineConfig } from 'vitest/config';

const shared = {
  environment: 'node',
  pool: 'forks',
  execArgv: ['--expose-gc'],
  server: { deps: { external: [/\/build\//] } },
} as const;

export default defineConfig({
  test: {
    projects: [
      { test: { ...shared, name: 'unit', include: ['test/**/*.test.ts'], testTimeout: 30_000, hookTimeout: 60_000 } },
      { test: { ...shared, name: 'soak', include: ['test/**/*.soak.ts'], testTimeout: 600_000, hookTimeout: 60_000 } },
    ],
  },
});
