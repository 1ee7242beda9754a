// Greenlets that park and stay: the rows `parked-wasm` and `sleeping-wasm`.
import { park, sleep, spawn } from 'greenspool/assembly';

let nParked: i32 = 0;

export function parked(): i32 {
  return nParked;
}

export function wait(): void {
  nParked++;
  park();
}

export function waitLong(): void {
  nParked++;
  sleep(3_600_000);
}

function parker(_: i32): void {
  wait();
}

function sleeper(_: i32): void {
  waitLong();
}

export function startParked(count: i32): void {
  for (let i = 0; i < count; i++) spawn(parker, 0);
}

export function startSleeping(count: i32): void {
  for (let i = 0; i < count; i++) spawn(sleeper, 0);
}
