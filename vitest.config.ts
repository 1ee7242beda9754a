// Two projects: `unit` is what `npm test` runs, `soak` holds the long ones (`npm run test:soak`).
//
// The tests import the package by its own name, so they see what a user sees: build/, loaded by Node itself and not
// transformed. Each file has a process of its own, with gc() exposed so that leaks can be counted.
import { defineConfig } from 'vitest/config';

function project(name: string, include: string, testTimeout: number) {
  return {
    test: {
      name,
      include: [include],
      testTimeout,
      hookTimeout: 60_000,
      pool: 'forks' as const,
      execArgv: ['--expose-gc'],
      server: { deps: { external: [/\/build\//] } },
    },
  };
}

// Left to itself vitest leaves one core free, and on two that is half of what there is.
export default defineConfig({
  test: {
    maxWorkers: '100%',
    projects: [project('unit', 'test/**/*.test.ts', 30_000), project('soak', 'test/**/*.soak.ts', 600_000)],
  },
});
