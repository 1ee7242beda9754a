/** What a switch costs, by stack depth and by number of greenlets. The rows are explained in ../README.md. */
import { compiledLoads } from '../greenspool/compiled.mjs';
import { jsGenerator, jsGeneratorHub, jsGenerators } from '../greenspool/generators.mjs';
import { loadProgram } from '../greenspool/programs.mjs';
import { isQuick, measure } from '../lib/measure.mjs';
import { awaitBounce, awaitDeep, awaitResolved } from '../peers/await.mjs';
import { generatorMixed, generatorNext, yieldStar, yieldStarBounce } from '../peers/generator.mjs';
import { hasJspi, jspi, jspiBounce } from '../peers/jspi.mjs';
import { hasWasmfx, wasmfx, wasmfxBounce } from '../peers/wasmfx.mjs';

/** @typedef {import('../lib/measure.mjs').Load} Load */
/** @typedef {import('../greenspool/programs.mjs').NewProgram} NewProgram */

const depths = isQuick ? [1, 64, 1000] : [1, 16, 64, 256, 1000];
const bounceDepths = [1, 16, 64];
const counts = isQuick ? [1000] : [1000, 100_000];

/** @param {import('../lib/measure.mjs').Effort} [effort] */
export async function switchSuite(effort) {
  const lazy = await loadProgram('switch');
  const stock = await loadProgram('switch', { mode: 'stock' });
  const collected = await loadProgram('switch', { runtime: 'incremental' });
  const { jsCompiled, jsCompiledMany, jsCompiledMixed } = await compiledLoads();
  const mixed = { lazy: await loadProgram('mixed'), stock: await loadProgram('mixed', { mode: 'stock' }) };
  return measure(
    [
      ...depths.map((depth) => wasm(lazy, 'wasm-lazy', { depth })),
      ...depths.map((depth) => wasm(collected, 'wasm-lazy-gc', { depth })),
      ...depths.map((depth) => wasm(stock, 'wasm-stock', { depth })),
      ...depths.map(jsCompiled),
      ...depths.map(jsGenerator),
      jsGeneratorHub,
      ...floorsAndPeers(),
      ...bounces(lazy, stock),
      ...counts.map((count) => wasm(lazy, 'wasm-lazy', { depth: 1, count })),
      ...counts.map((count) => wasm(stock, 'wasm-stock', { depth: 1, count })),
      ...counts.map(jsCompiledMany),
      jsCompiledMixed(1000),
      generatorMixed(1000),
      ...counts.map(jsGenerators),
      ...counts.map((count) => wasm(mixed.lazy, 'wasm-lazy-mixed', { depth: 1, count })),
      ...counts.map((count) => wasm(mixed.stock, 'wasm-stock-mixed', { depth: 1, count })),
    ],
    effort,
  );
}

/** @returns {Load[]} */
function floorsAndPeers() {
  const peers = [yieldStar, awaitDeep, ...(hasJspi ? [jspi] : []), ...(hasWasmfx ? [wasmfx] : [])];
  return [generatorNext, awaitResolved, ...peers.flatMap((peer) => depths.map(peer))];
}

/** @param {NewProgram} lazy @param {NewProgram} stock @returns {Load[]} */
function bounces(lazy, stock) {
  const peers = [
    (/** @type {number} */ depth) => wasm(lazy, 'wasm-lazy-bounce', { depth }),
    (/** @type {number} */ depth) => wasm(stock, 'wasm-stock-bounce', { depth }),
    yieldStarBounce,
    awaitBounce,
    ...(hasJspi ? [jspiBounce] : []),
    ...(hasWasmfx ? [wasmfxBounce] : []),
  ];
  return peers.flatMap((peer) => bounceDepths.map(peer));
}

/**
 * Greenlets of one program that yield to each other through the engine's ready queue; one resume by the run loop is
 * one switch. The engine counts the resumes, the program what it did, and both must agree.
 * @param {NewProgram} newProgram
 * @param {string} name
 * @param {{ depth: number, count?: number }} at
 * @returns {Load}
 */
const wasm = (newProgram, name, at) => ({
  label: { name, ...at },
  atLeast: 2 * (at.count ?? 2),
  prepare() {
    const program = newProgram();
    const { start, startBounce, made } = program.exports;
    (name.endsWith('-bounce') ? startBounce : start)(at.count ?? 2, at.depth);
    return {
      run(n) {
        const before = made();
        return program.run(n) === n ? made() - before : -1;
      },
    };
  },
});
