/** Peers of the `memory` suite: what others keep per suspended call. */
import { hasJspi, parkManyJspi } from './jspi.mjs';
import { hasWasmfx, parkManyContinuations } from './wasmfx.mjs';

/** @typedef {{ label: import('../lib/measure.mjs').Label, park: () => unknown | Promise<unknown> }} Parking */

/** @param {number} count @returns {Parking} async functions that await a promise; a call in between is a frame */
export const parkedAsync = (count) => ({
  label: { name: 'parked-async', depth: 1, count },
  park() {
    const never = new Promise(() => {});
    const leaf = async () => await never;
    const body = async () => await leaf();
    return [never, Array.from({ length: count }, body)]; // only `never` leads to the functions that wait for it
  },
});

/** Stacks of the host's own; a million of them is out of reach: two mappings each, and the process has 65,530. */
export const parkedStacks = (/** @type {number} */ count) =>
  /** @type {Parking[]} */ ([
    ...(hasJspi ? [{ label: { name: 'parked-jspi', depth: 1, count }, park: () => parkManyJspi(count) }] : []),
    ...(hasWasmfx
      ? [{ label: { name: 'parked-wasmfx', depth: 1, count }, park: () => parkManyContinuations(count) }]
      : []),
  ]);
