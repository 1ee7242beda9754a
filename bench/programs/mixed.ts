// Greenlets with different bodies in a random order: no branch of the switch goes where it went the last time, and
// frames differ in size. The rows `wasm-lazy-mixed` and `wasm-stock-mixed`.
import { spawn, yieldNow } from 'greenspool/assembly';

let nMade: i32 = 0;

export function made(): i32 {
  return nMade;
}

/** Two locals that live across the switch. */
function few<T>(seed: T): void {
  let a = seed;
  let b = <T>1;
  while (true) {
    nMade++;
    yieldNow();
    const c = a;
    a = b;
    b = c;
    if (a + b != seed + <T>1) unreachable();
  }
}

/** Six of them. */
function many<T>(seed: T): void {
  let a = seed;
  let b = <T>1;
  let c = <T>2;
  let d = <T>3;
  let e = <T>4;
  let f = <T>5;
  while (true) {
    nMade++;
    yieldNow();
    const g = a;
    a = b;
    b = c;
    c = d;
    d = e;
    e = f;
    f = g;
    if (a + b + c + d + e + f != seed + <T>15) unreachable();
  }
}

function few32(seed: i32): void {
  few<i32>(seed);
}
function few64(seed: i32): void {
  few<i64>(seed);
}
function fewFloat(seed: i32): void {
  few<f32>(<f32>seed);
}
function fewDouble(seed: i32): void {
  few<f64>(<f64>seed);
}
function many32(seed: i32): void {
  many<i32>(seed);
}
function many64(seed: i32): void {
  many<i64>(seed);
}
function manyFloat(seed: i32): void {
  many<f32>(<f32>seed);
}
function manyDouble(seed: i32): void {
  many<f64>(<f64>seed);
}

const bodies: StaticArray<(seed: i32) => void> = [
  few32,
  few64,
  fewFloat,
  fewDouble,
  many32,
  many64,
  manyFloat,
  manyDouble,
];

export function start(count: i32): void {
  let random: u32 = 1;
  for (let i = 0; i < count; i++) {
    random = random * 1664525 + 1013904223;
    spawn(bodies[(random >> 24) & 7], i & 0xff);
  }
}
