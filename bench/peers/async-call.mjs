/** Floors and peers of the `spawn` suite: what others pay for one short concurrent call. */
import { hasJspi, instantiateJspi } from './jspi.mjs';
import { hasWasmfx, spawnEmptyContinuations } from './wasmfx.mjs';

/** @typedef {import('../lib/measure.mjs').Load} Load */

async function empty() {}

/** One call of an empty async function, awaited. @type {Load} */
export const asyncCall = {
  label: { name: 'async-call' },
  prepare: () => ({
    async run(n) {
      let made = 0;
      for (let i = 0; i < n; i++) {
        await empty();
        made++;
      }
      return made;
    },
  }),
};

/** One generator made and run to its end. @type {Load} */
export const generatorCall = {
  label: { name: 'generator-call' },
  prepare: () => ({
    run(n) {
      let made = 0;
      for (let i = 0; i < n; i++) if (emptyGenerator().next().done) made++;
      return made;
    },
  }),
};

function* emptyGenerator() {}

/** One call of a promising export that does not wait. @type {Load} */
const jspiCall = {
  label: { name: 'jspi-call' },
  prepare() {
    const { deep } = instantiateJspi();
    return {
      async run(n) {
        let made = 0;
        for (let i = 0; i < n; i++) {
          await deep(0, 0);
          made++;
        }
        return made;
      },
    };
  },
};

/** One continuation made and resumed to its end. @type {Load} */
const wasmfxCall = {
  label: { name: 'wasmfx-call' },
  prepare: () => ({ run: spawnEmptyContinuations() }),
};

export const stackSwitchingCalls = [...(hasJspi ? [jspiCall] : []), ...(hasWasmfx ? [wasmfxCall] : [])];
