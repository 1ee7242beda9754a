// Work for the processor on all cores, in plain code: only the greenlet that asks waits, and others go on meanwhile.
// Run: npx greenspool run examples/plain/primes.js    (or: node --import greenspool/register examples/plain/primes.js)
import { run, sleep, spawn, withTimeout } from 'greenspool';
import { pool, threadFunction } from 'greenspool/threads';

const work = new URL('./count-primes.js', import.meta.url);
const countPrimes = threadFunction(work, 'countPrimes');
const stretch = threadFunction(work, 'stretch');

const LIMIT = 400_000;
const PARTS = 8;

function ranges() {
  const step = LIMIT / PARTS;
  return Array.from({ length: PARTS }, (_, part) => ({ from: part * step, to: (part + 1) * step }));
}

/** One job for each range, as many at a time as there are cores. */
function primes() {
  const counts = pool.map(countPrimes, ranges());
  console.log(`${counts.reduce((a, b) => a + b)} primes below ${LIMIT}: ${counts.join(', ')}`);
}

/** A thread function is called like any other, and fails like any other. */
function hashes() {
  console.log(`a stretched password: ${stretch('secret', 1000).slice(0, 16)}`);
  try {
    stretch('secret', 0);
  } catch (error) {
    console.log(`${error.name}: ${error.message}`);
  }
}

/** What runs for ever is stopped, with its thread; the pool goes on with a new one. */
function endless() {
  const forEver = () => {
    for (;;);
  };
  console.log(withTimeout(50, () => pool.apply(forEver), { fallback: 'stopped after 50 ms' }));
  console.log(`and 6 times 7 is still ${pool.apply((a, b) => a * b, [6, 7])}`);
}

function main() {
  let nSteps = 0;
  const other = spawn(() => {
    for (;;) {
      sleep(1);
      nSteps++;
    }
  });
  primes();
  hashes();
  endless();
  other.kill();
  console.log(`another greenlet ran meanwhile: ${nSteps > 10}`);
}

run(main);
