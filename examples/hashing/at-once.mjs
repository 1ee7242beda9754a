/**
 * The program next to this one, unmodified, for many folders at once: a greenlet for each. Run it with
 *
 *     npx greenspool run --patch examples/hashing/at-once.mjs docs assembly
 *
 * While one waits for the disk, the others go on. Without --patch they run one after the other.
 */
import { joinAll, sleep, spawn } from 'greenspool';
import { report } from 'greenspool/monkey';
import { lineOf } from './hash.cjs';

const folders = process.argv.slice(2);
const workers = folders.map((folder) => spawn(lineOf, folder));
const watcher = spawn(() => {
  let mostAtOnce = 0;
  while (workers.some((one) => !one.dead)) {
    mostAtOnce = Math.max(mostAtOnce, workers.filter((one) => one.started && !one.dead).length);
    sleep(0);
  }
  return mostAtOnce;
});
joinAll([...workers, watcher]);
for (const worker of workers) console.log(worker.get());
console.log(`${watcher.value} folders at once, ${report().blocked.length} calls held up the others`);
