// Three workers that sleep and interleave. Each has a loop of its own; nobody is blocked.
// Run: node examples/workers.mjs
import { joinAll, sleep, spawn } from 'greenspool';

const start = performance.now();

function* worker(name, nSteps) {
  for (let step = 1; step <= nSteps; step++) {
    yield sleep(30);
    console.log(`${name}: step ${step} of ${nSteps}`);
  }
  return `${name} made ${nSteps} steps`;
}

const workers = [spawn(worker, 'ada', 2), spawn(worker, 'bob', 3), spawn(worker, 'cyd', 4)];
await joinAll(workers);
for (const { value } of workers) console.log(value);
console.log(`nine steps of 30 ms took ${Math.round(performance.now() - start)} ms`);
