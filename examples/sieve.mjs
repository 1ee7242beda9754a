// Greenlets inside WebAssembly: an AssemblyScript program with its own, and JavaScript greenlets beside them, all in one
// scheduler. `greenspool build examples/programs/sieve.ts -o sieve.wasm` does on the command line what is done here.
// Run: node examples/sieve.mjs
import { fileURLToPath } from 'node:url';
import { joinAll, sleep, spawn } from 'greenspool';
import { instantiate } from 'greenspool/wasm';
import { compileProgram } from 'greenspool/wasm/build';

const source = fileURLToPath(new URL('programs/sieve.ts', import.meta.url));
const { exports } = await instantiate(await compileProgram(source));

function* ask(n) {
  const prime = yield exports.nthPrime(n); // parks thousands of times in wasm; only this greenlet waits
  console.log(`prime number ${n} is ${prime}`);
}

function* clock() {
  yield sleep(1);
  console.log('meanwhile a JavaScript greenlet runs');
}

await joinAll([spawn(ask, 500), spawn(ask, 10), spawn(clock)]);
