// Greenlets that only come and go: the row `spawn-wasm`.
import { join, spawn } from 'greenspool/assembly';

let nJoined: i32 = 0;

export function joined(): i32 {
  return nJoined;
}

function empty(_: i32): void {}

function spawner(n: i32): void {
  for (let i = 0; i < n; i++) {
    join(spawn(empty, 0));
    nJoined++;
  }
}

/** One greenlet that spawns and joins `n` others, one after the other. */
export function start(n: i32): void {
  spawn(spawner, n);
}
