// Timers set and cancelled from within wasm: the rows `timer-set` and `timer-cancel`.
import { timerCancel, timerSet } from 'greenspool/assembly/index';

const ENTRY: usize = 16; // [deadline f64][handle f64]
let entries: usize = 0;

/** Makes room for `count` timers and draws their deadlines, 0 to 1,000 ms. Returns where entry 0 is. */
export function prepare(count: i32): usize {
  entries = heap.alloc(<usize>count * ENTRY);
  let random: u32 = 1;
  for (let i = 0; i < count; i++) {
    random = random * 1664525 + 1013904223;
    store<f64>(entries + <usize>i * ENTRY, <f64>(random >> 8) * (1000.0 / 16777216.0));
  }
  return entries;
}

/** Sets all of them; the payload is the number of the entry. */
export function setAll(count: i32): void {
  for (let i = 0; i < count; i++) {
    const entry = entries + <usize>i * ENTRY;
    store<f64>(entry, timerSet(load<f64>(entry), i), 8);
  }
}

/** Cancels every other one; how many were still pending. */
export function cancelHalf(count: i32): i32 {
  let nCancelled = 0;
  for (let i = 0; i < count; i += 2) nCancelled += timerCancel(load<f64>(entries + <usize>i * ENTRY, 8));
  return nCancelled;
}
