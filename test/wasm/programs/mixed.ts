// What test/wasm/program.test.ts loads: exports that block, imports that park, greenlets spawned inside.
import { getCurrent, join, kill, sleep, spawn, yieldNow } from 'greenspool/assembly';
import { ask, askF32, askF64, askI64, log, tell } from './env';

export function add(a: i32, b: i32): i32 {
  return a + b;
}

export function work(n: i32): i32 {
  let sum = 0;
  for (let i = 0; i < n; i++) {
    sleep(1);
    sum += i;
  }
  return sum;
}

export function deepAsk(depth: i32, n: i32): i32 {
  if (depth == 0) return ask(n);
  return deepAsk(depth - 1, n) + 1;
}

/** Parks twice on every way up, so that frames are re-entered one by one. */
export function bounce(depth: i32): i32 {
  if (depth == 0) return ask(0);
  const below = bounce(depth - 1);
  sleep(0);
  return below + ask(1);
}

export function everyType(n: i32): f64 {
  tell(n);
  return <f64>ask(n) + askF64(<f64>n) + <f64>askI64((<i64>n) << 33) + <f64>askF32(<f32>n);
}

function child(n: i32): void {
  log(n);
  sleep(<f64>n);
  log(n * 10);
}

export function spawnTwo(): void {
  const a = spawn(child, 2);
  const b = spawn(child, 1);
  join(a);
  join(b);
  log(99);
}

function asks(n: i32): void {
  log(ask(n) + ask(n + 1));
}

export function spawnAsking(n: i32): u64 {
  return spawn(asks, n);
}

export function current(): u64 {
  return getCurrent();
}

function traps(n: i32): void {
  sleep(1);
  if (n == 0) unreachable();
  log(n / (n - n));
}

export function spawnTrap(n: i32): u64 {
  return spawn(traps, n);
}

export function trapNow(n: i32): i32 {
  sleep(0);
  if (n == 0) unreachable();
  return n;
}

function sleeps(ms: i32): void {
  sleep(<f64>ms);
  log(ms);
}

export function spawnSleeper(ms: i32): u64 {
  return spawn(sleeps, ms);
}

export function killIt(id: u64): void {
  kill(id);
}

function spins(n: i32): void {
  for (let i = 0; i < n; i++) {
    log(i);
    yieldNow();
  }
}

export function spawnSpins(n: i32): u64 {
  return spawn(spins, n);
}

export class Box {
  constructor(public text: string) {}
}

/** Managed values that live only in a parked frame. */
export function keepsObjects(n: i32): i32 {
  const box = new Box('box ' + n.toString());
  sleep(0);
  let garbage = '';
  for (let i = 0; i < 100; i++) garbage += i.toString();
  __collect();
  sleep(0);
  __collect();
  return box.text.length + i32(garbage.length > 0);
}

export function fails(): void {
  throw new Error('a message of the program');
}

export function logs(n: i32): void {
  log(n);
}
