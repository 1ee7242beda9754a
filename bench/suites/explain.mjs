/**
 * What being able to explain costs: each row with nothing on, while `trace` records, with `hub.recordSpawns`. All in one
 * process, so V8 has seen the hooks in use before most rounds of the rows without them; those are to be as fast as the rows
 * `js-generator`, `js-generator-hub` and `spawn-generator`, which never see a hook.
 */
import { getCurrent, greenlet, hub, run, sleep, spawn, trace } from 'greenspool';
import { measure } from '../lib/measure.mjs';

/** @typedef {import('../lib/measure.mjs').Load} Load */

const main = getCurrent();

/** @type {[variant: string, on: () => void, off: () => void][]} */
const ways = [
  ['off', () => {}, () => {}],
  ['traced', () => trace.start({ limit: 1000 }), () => void trace.stop()],
  ['recorded', () => (hub.recordSpawns = true), () => (hub.recordSpawns = false)],
];

export async function explainSuite() {
  const loads = ways.flatMap(([variant, on, off]) => [
    load('explain-switch', variant, on, off, switches),
    load('explain-sleep-zero', variant, on, off, (n) => run(sleeper, n)),
    load('explain-spawn', variant, on, off, (n) => run(spawner, n)),
  ]);
  return measure(loads);
}

/** @param {string} name @param {string} variant @param {() => void} on @param {() => void} off @param {(n: number) => number | Promise<number>} work @returns {Load} */
const load = (name, variant, on, off, work) => ({
  label: { name: `${name}-${variant}` },
  atMost: 100_000,
  prepare: () => {
    on();
    return { run: work, dispose: off };
  },
});

/** Two coroutines that switch to each other. @param {number} n */
function switches(n) {
  const counter = { made: 0 };
  /** @param {() => import('greenspool').Greenlet} other */
  const body = (other) =>
    function* () {
      for (;;) {
        if (++counter.made < n) yield other().switch();
        else yield main.switch();
      }
    };
  const a = greenlet(body(() => b));
  /** @type {import('greenspool').Greenlet} */
  const b = greenlet(body(() => a));
  a.switch();
  return counter.made;
}

/** @param {number} n */
function* sleeper(n) {
  let made = 0;
  for (; made < n; made++) yield sleep(0);
  return made;
}

/** @param {number} n */
function* spawner(n) {
  let made = 0;
  for (let i = 0; i < n; i++) {
    const child = spawn(empty);
    yield child.join();
    if (child.dead) made++;
  }
  return made;
}

function* empty() {}
