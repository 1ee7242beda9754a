// Greenlets that take turns, at a depth of calls: the wasm rows of the suite `switch`.
import { spawn, yieldNow } from 'greenspool/assembly';

let nMade: i32 = 0;

export function made(): i32 {
  return nMade;
}

/** The function that parks is `depth` calls away from the body. Exported, so that no call is inlined away. */
export function deep(depth: i32): i32 {
  if (depth > 0) return deep(depth - 1) + 1;
  while (true) {
    nMade++;
    yieldNow();
  }
  return 0;
}

function body(depth: i32): void {
  deep(depth - 1);
}

/** Descends, parks once and returns: every frame is new at every switch. */
export function descend(depth: i32): i32 {
  if (depth > 0) return descend(depth - 1) + 1;
  nMade++;
  yieldNow();
  return 0;
}

function bounce(depth: i32): void {
  while (true) descend(depth - 1);
}

export function start(count: i32, depth: i32): void {
  for (let i = 0; i < count; i++) spawn(body, depth);
}

export function startBounce(count: i32, depth: i32): void {
  for (let i = 0; i < count; i++) spawn(bounce, depth);
}
