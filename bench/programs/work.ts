// Call-heavy work that could park and never does: what being suspendable costs when nothing is suspended.
//
// Every function below can reach `park`, so the pass instruments all of them; the conditions under which they would
// park never hold. The same source un-instrumented is the original.

declare function park(): void; // the import work.park

// ---- recursion: nothing but calls

export function fib(n: i32): i32 {
  if (n < 2) {
    if (n < 0) park();
    return n;
  }
  return fib(n - 1) + fib(n - 2);
}

// ---- an interpreter: a loop of indirect calls over a small stack machine

const CODE: StaticArray<i32> = [0, 1, 2, 3, 1, 4, 2, 5];
const STACK: StaticArray<i32> = new StaticArray<i32>(16);
let top: i32 = 0;
let accumulator: i32 = 0;

function push(operand: i32): void {
  if (operand < 0) park();
  STACK[top++] = operand;
}
function add(operand: i32): void {
  if (top == 0) park();
  accumulator += operand + STACK[0];
}
function multiply(operand: i32): void {
  if (top == 0) park();
  accumulator = accumulator * 31 + operand;
}
function swap(operand: i32): void {
  if (top == 0) park();
  const before = STACK[0];
  STACK[0] = accumulator;
  accumulator = before ^ operand;
}
function rotate(operand: i32): void {
  if (operand < 0) park();
  accumulator = rotl(accumulator, operand & 31);
}
function pop(operand: i32): void {
  if (operand < 0) park();
  accumulator ^= STACK[--top];
}
const HANDLERS: StaticArray<(operand: i32) => void> = [push, add, multiply, swap, rotate, pop];

export function interpret(rounds: i32): i32 {
  accumulator = 1;
  for (let round = 0; round < rounds; round++) {
    for (let pc = 0; pc < CODE.length; pc++) {
      const handler = unchecked(HANDLERS[unchecked(CODE[pc])]);
      handler(round & 0xffff);
    }
  }
  return accumulator;
}

// ---- trees: build one in linear memory, walk it, drop it
//
//   node: [left: usize][right: usize][value: i32][unused]     16 bytes

const NODE_SIZE: usize = 16;
const MAX_NODES: usize = 1 << 16;
let arena: usize = 0;
let next: usize = 0;

function newNode(value: i32): usize {
  if (value < 0) park();
  const node = next;
  next += NODE_SIZE;
  store<i32>(node, value, 8);
  return node;
}

function build(depth: i32, value: i32): usize {
  const node = newNode(value);
  store<usize>(node, depth == 0 ? 0 : build(depth - 1, (value * 2) & 0xffff), 0);
  store<usize>(node, depth == 0 ? 0 : build(depth - 1, (value * 2 + 1) & 0xffff), 4);
  return node;
}

function sum(node: usize): i32 {
  if (node == 0) return 0;
  if (load<i32>(node, 8) < 0) park();
  return load<i32>(node, 8) + sum(load<usize>(node, 0)) * 3 - sum(load<usize>(node, 4));
}

/** Depths up to 15. */
export function trees(depth: i32): i32 {
  if (arena == 0) arena = heap.alloc(MAX_NODES * NODE_SIZE);
  next = arena;
  return sum(build(depth, 1));
}
