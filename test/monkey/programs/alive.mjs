// Nothing but the waits keeps this program alive.
import { sleep, spawn } from 'greenspool';
import { atomicsPatches } from '../../../build/monkey/atomics.js';
import { layerOver } from '../../../build/monkey/patch.js';

const [wait] = atomicsPatches;
Atomics.wait = layerOver(Atomics.wait, wait).fn;

const array = new Int32Array(new SharedArrayBuffer(8));
console.log(Atomics.wait(array, 0, 0, 10));
const g = spawn(() => Atomics.wait(array, 1, 0));
sleep(1);
console.log(Atomics.notify(array, 1), g.get());
try {
  Atomics.wait(array, 0, 0);
} catch (error) {
  console.log(error.code);
}
