// Random programs, natively and compiled, in parallel; failures are made small and printed.
//
//   npm run fuzz -- --n 100000 [--seed 1] [--from 0] [--jobs 2] [--reduce 20] [--max 20]
//
//   --from    the first program of the sequence: a run that was stopped says where to go on
//   --reduce  seconds for making one failing program small
//   --max     stop after that many failures
//   --ignore  failures whose kind contains this text are left out
import { fork } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { rolldown } from 'rolldown';

/** Programs that a child takes at a time. */
const CHUNK = 200;
/** One program takes some milliseconds; a child that says nothing for this long hangs. */
const SILENCE_MS = 90_000;
/** Exit code of a child in whose runtime nothing works any more; the program that did that has been reported. */
const CORRUPTED = 3;

const text = /** @type {const} */ ({ type: 'string' });
const names = ['n', 'seed', 'from', 'jobs', 'reduce', 'max', 'ignore'];
const { values } = parseArgs({ options: Object.fromEntries(names.map((name) => [name, text])) });
const seed = Number(values.seed ?? 1);
const first = Number(values.from ?? 0);
const end = first + Number(values.n ?? 10_000);
const jobs = Number(values.jobs ?? availableParallelism());
const reduceMs = Number(values.reduce ?? 20) * 1000;
const max = Number(values.max ?? 20);
const ignored = String(values.ignore ?? '');

/** The worker imports the package by its name, so its bundle has to lie inside the package. */
async function bundleWorker() {
  const input = fileURLToPath(new URL('../test/compiler/random/worker.ts', import.meta.url));
  const file = fileURLToPath(new URL('../build/.fuzz/worker.mjs', import.meta.url));
  const bundle = await rolldown({ input, platform: 'node', external: [/^greenspool/, 'acorn'], logLevel: 'warn' });
  const { output } = await bundle.generate({ format: 'esm' });
  await bundle.close();
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, output[0].code);
  return file;
}

let next = first;
let failures = 0;

/** @param {string} file */
async function lane(file) {
  let child = fork(file);
  while (next < end && failures < max) {
    const from = next;
    next = Math.min(end, next + CHUNK);
    const to = next;
    for (let at = from; at < to && failures < max; ) {
      at = await runRange(child, at, to);
      if (child.exitCode !== null || child.signalCode !== null) child = fork(file);
    }
    if (from % (CHUNK * 25) === 0) console.error(`${from} programs`);
  }
  child.kill();
}

/**
 * @param {import('node:child_process').ChildProcess} child @param {number} from @param {number} to
 * @returns {Promise<number>} where to go on; before `to` if the child has died
 */
function runRange(child, from, to) {
  let at = from;
  return new Promise((resolve) => {
    /** @type {NodeJS.Timeout | undefined} */
    let timer;
    const watch = () => {
      clearTimeout(timer);
      timer = setTimeout(() => child.kill('SIGKILL'), SILENCE_MS);
    };
    /** @param {number} goOn */
    const done = (goOn) => {
      clearTimeout(timer);
      child.removeAllListeners();
      resolve(goOn);
    };
    child.on('exit', (code, signal) => {
      if (code !== CORRUPTED) report(at, { way: '?', kind: 'crashes', detail: `code ${code}, signal ${signal}` }, '');
      done(at + 1);
    });
    child.on('message', (/** @type {any} */ message) => {
      watch();
      if (message.at !== undefined) at = message.at;
      else if (message.done) done(to);
      else report(message.index, message.failure, message.text);
    });
    watch();
    child.send({ seed, from, to, reduceMs, ignored });
  });
}

function report(index, { way, kind, detail }, program) {
  failures++;
  console.log(`\n== program ${index} of seed ${seed}, ${way}: ${kind}\n${detail}\n${program}`);
}

const file = await bundleWorker();
await Promise.all(Array.from({ length: jobs }, () => lane(file)));
console.log(`${failures} failures in the programs ${first} to ${next - 1} of seed ${seed}; go on with --from ${next}`);
process.exitCode = failures === 0 ? 0 : 1;
