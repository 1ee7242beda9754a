/** What a timer costs among a million of them. The rows are explained in ../README.md. */
import { loadProgram } from '../greenspool/programs.mjs';
import { isQuick } from '../lib/measure.mjs';
import { clock, maxDelayMs, nodeTimers } from '../peers/timers.mjs';

/** @typedef {{ set: number, cancel: number, fire: number }} TimerFigures ns each */
/** @typedef {import('../greenspool/programs.mjs').Program} Program */

const count = isQuick ? 20_000 : 1_000_000;
const nRounds = isQuick ? 1 : 5;

export async function timersSuite() {
  const newProgram = await loadProgram('timers');
  const ours = newFigures();
  const nodes = newFigures();
  for (let round = 0; round < nRounds; round++) {
    const { program, deadlines } = prepare(newProgram);
    keepFastest(ours, engineTimers(program, deadlines));
    keepFastest(nodes, await nodeTimers(count, (i) => deadlines[2 * i]));
  }
  return [...rowsOf('timer', ours), ...rowsOf('node', nodes)];
}

/** @param {import('../greenspool/programs.mjs').NewProgram} newProgram */
function prepare(newProgram) {
  const program = newProgram();
  const at = program.exports.prepare(count);
  // [deadline][handle] for each timer; copied, since the memory is replaced when it grows
  const deadlines = new Float64Array(program.memory.buffer, at, 2 * count).slice();
  return { program, deadlines };
}

/**
 * Set all, cancel every other one, fire the rest. Firing calls the host for each timer; it checks the order.
 * @param {Program} program
 * @param {Float64Array} deadlines
 * @returns {TimerFigures}
 */
function engineTimers(program, deadlines) {
  const half = count / 2;
  let nCancelled = 0;
  let nInOrder = 0;
  let last = 0;
  program.onFired = (i) => {
    const deadline = deadlines[2 * i];
    if (deadline >= last) nInOrder++;
    last = deadline;
  };
  const set = clock(() => program.exports.setAll(count));
  const cancel = clock(() => {
    nCancelled = program.exports.cancelHalf(count);
  });
  const fire = clock(() => program.exports['gs.fireTimers'](maxDelayMs));
  if (nCancelled !== half || nInOrder !== half) throw new Error(`bench: ${nCancelled} cancelled, ${nInOrder} fired`);
  return { set: set / count, cancel: cancel / half, fire: fire / half };
}

const keys = /** @type {const} */ (['set', 'cancel', 'fire']);

/** @returns {TimerFigures} */
const newFigures = () => ({
  set: Number.POSITIVE_INFINITY,
  cancel: Number.POSITIVE_INFINITY,
  fire: Number.POSITIVE_INFINITY,
});

/** @param {TimerFigures} best @param {TimerFigures} figures */
function keepFastest(best, figures) {
  for (const key of keys) best[key] = Math.min(best[key], figures[key]);
}

/** @param {string} prefix @param {TimerFigures} figures */
const rowsOf = (prefix, figures) =>
  keys.map((key) => ({ name: `${prefix}-${key}`, count, ns: Number(figures[key].toPrecision(4)) }));
