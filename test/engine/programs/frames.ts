// Frames of every shape, for frames.test.ts, trouble.test.ts and life.test.ts.
import { Greenlet, getCurrent, join, kill, park, sleep, spawn, switchTo, wake, yieldNow } from 'greenspool/assembly';
import { ask, note } from './env';

// ---- values

export function mixed(depth: i32, a: i64, b: f64, c: f32): f64 {
  if (depth == 0) {
    yieldNow();
    return <f64>a + b + <f64>c;
  }
  const inner = mixed(depth - 1, a + 1, b * 2, c + 0.5);
  return inner + <f64>a - b;
}

function mixedBody(depth: i32): void {
  note(mixed(depth, 1 << 40, 0.5, 1.5));
}

/** The same without parking. */
export function mixedDirect(depth: i32, a: i64, b: f64, c: f32): f64 {
  if (depth == 0) return <f64>a + b + <f64>c;
  return mixedDirect(depth - 1, a + 1, b * 2, c + 0.5) + <f64>a - b;
}

export function spawnMixed(depth: i32): f64 {
  return <f64>spawn(mixedBody, depth);
}

export function expectedMixed(depth: i32): f64 {
  return mixedDirect(depth, 1 << 40, 0.5, 1.5);
}

// ---- depth

export function down(depth: i32): i32 {
  if (depth == 0) {
    park();
    return 1;
  }
  return down(depth - 1) + 1;
}

/** Parks `depth` calls down, then at the top, then ends. */
function downBody(depth: i32): void {
  note(down(depth));
  park();
}

export function spawnDown(depth: i32): f64 {
  return <f64>spawn(downBody, depth);
}

/** Parks again at every level on the way up. */
export function stairs(depth: i32): i32 {
  const below = depth == 0 ? 0 : stairs(depth - 1);
  yieldNow();
  return below + 1;
}

export function spawnStairs(depth: i32): f64 {
  return <f64>spawn((d: i32): void => note(stairs(d)), depth);
}

// ---- ends

function parked(_: i32): void {
  park();
}

export function spawnParked(): f64 {
  return <f64>spawn(parked, 0);
}

export function spawnSleeper(ms: f64): f64 {
  return <f64>spawn((ms: f64): void => sleep(ms), ms);
}

export function spawnJoiner(id: f64): f64 {
  return <f64>spawn((id: f64): void => note(join(<u64>id) ? 1 : 0), id);
}

function trap(_: i32): void {
  yieldNow();
  unreachable();
}

export function spawnTrap(): f64 {
  return <f64>spawn(trap, 0);
}

function endless(n: i32): i32 {
  return endless(n + 1) + 1;
}

export function spawnEndless(): f64 {
  return <f64>spawn((n: i32): void => note(endless(n)), 0);
}

function suicide(_: i32): void {
  note(1);
  kill(getCurrent());
  note(2);
}

export function spawnSuicide(): f64 {
  return <f64>spawn(suicide, 0);
}

/** Takes memory until there is none. */
function glutton(_: i32): void {
  yieldNow();
  while (true) spawn(parked, 0);
}

export function spawnGlutton(): f64 {
  return <f64>spawn(glutton, 0);
}

export function parkInMain(): void {
  park();
}

// ---- turns

function turn(name: i32): void {
  for (let i = 0; i < 3; i++) {
    note(name * 10 + i);
    yieldNow();
  }
}

export function spawnTurns(n: i32): void {
  for (let i = 1; i <= n; i++) spawn(turn, i);
}

let first: Greenlet = 0;

function pong(_: i32): void {
  note(0);
  let got: u64 = 6;
  while (true) got = switchTo(first, got + 1);
}

function ping(_: i32): void {
  first = getCurrent();
  const other = spawn(pong, 0);
  note(<f64>switchTo(other, 1));
  note(<f64>switchTo(other, 2));
  kill(other);
}

export function spawnPing(): f64 {
  return <f64>spawn(ping, 0);
}

// ---- called by the host

export function addParked(a: i32, b: i32): i32 {
  park();
  return a + b;
}

export function addAsked(a: i32): i32 {
  return ask(a) + ask(a + 1);
}

export function spawnAsking(a: i32): f64 {
  return <f64>spawn((a: i32): void => note(addAsked(a)), a);
}

// ---- soak

/** n greenlets that are made, park and are killed, one after the other; by a greenlet that gives way for each. */
function churn(n: i32): void {
  for (let i = 0; i < n; i++) {
    const id = spawn(parked, 0);
    yieldNow();
    kill(id);
  }
}

export function spawnChurn(n: i32): f64 {
  return <f64>spawn(churn, n);
}
