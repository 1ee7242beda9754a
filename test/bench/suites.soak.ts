// The suites that take longer, since they compile AssemblyScript or start many processes; and the tour, which shows it all.
import { describe } from 'vitest';
import { testSuites } from './rows.ts';

describe('npm run bench', { timeout: 120_000 }, () => {
  testSuites({
    spawn: ['spawn-wasm', 'spawn-generator', 'async-call'],
    timers: ['timer-set', 'timer-cancel', 'timer-fire'],
    memory: ['parked-wasm', 'parked-generator'],
    work: ['work-original', 'work-stock', 'work-split'],
    server: ['hello', 'blocking-50ms', 'exec-50ms', 'cpu'],
  });
});
