/** What a short greenlet costs from spawn to join. The rows are explained in ../README.md. */
import { compiledTasks } from '../greenspool/compiled-tasks.mjs';
import { spawnGenerator } from '../greenspool/generators.mjs';
import { loadProgram } from '../greenspool/programs.mjs';
import { measure } from '../lib/measure.mjs';
import { asyncCall, generatorCall, stackSwitchingCalls } from '../peers/async-call.mjs';

/** @typedef {import('../lib/measure.mjs').Load} Load */

export async function spawnSuite() {
  return measure([
    await spawnWasm(),
    ...(await compiledTasks()),
    spawnGenerator,
    asyncCall,
    generatorCall,
    ...stackSwitchingCalls,
  ]);
}

/** @returns {Promise<Load>} */
async function spawnWasm() {
  const newProgram = await loadProgram('spawn');
  return {
    label: { name: 'spawn-wasm' },
    prepare() {
      const program = newProgram();
      const { start, joined } = program.exports;
      return {
        run(n) {
          const before = joined();
          start(n);
          program.run(2 ** 30); // until nobody is ready
          return joined() - before;
        },
      };
    },
  };
}
