// Managed objects that only parked greenlets hold, for collector.test.ts.
import { Channel, Task, park, sleep, spawn, task, yieldNow } from 'greenspool/assembly';
import { note, run } from './env';
import { Thing } from './fixtures/things';

export { nLive } from './fixtures/things';

class Node {
  constructor(
    public text: string,
    public next: Node | null,
  ) {}
}

export function collect(): void {
  __collect();
}

function check(thing: Thing): void {
  note(thing.isAlive ? thing.n : -1);
}

// ---- who holds it

/** A local of a parked frame, `depth` calls below the body, with another one in every frame on the way. */
export function local(depth: i32): i32 {
  const thing = new Thing(depth);
  if (depth > 0) local(depth - 1);
  else park();
  check(thing);
  return thing.n;
}

export function spawnLocal(depth: i32): f64 {
  return <f64>spawn((d: i32): void => {
    local(d);
    park();
  }, depth);
}

/** The argument of a greenlet that has not run yet, and then only its own parameter. */
export function spawnArgument(n: i32): f64 {
  return <f64>spawn((thing: Thing): void => {
    park();
    check(thing);
  }, new Thing(n));
}

/** In a channel, or offered to it by a sender that waits. */
let channel: Channel<Thing> | null = null;

function sendThings(n: i32): void {
  for (let i = 1; i <= n; i++) channel!.send(new Thing(i));
}

export function fillChannel(capacity: i32, n: i32): void {
  channel = new Channel<Thing>(capacity);
  spawn(sendThings, n);
}

export function spawnReceiver(n: i32): f64 {
  return <f64>spawn((n: i32): void => {
    for (let i = 0; i < n; i++) check(channel!.receive());
  }, n);
}

export function dropChannel(): void {
  channel = null;
}

/** The result of a task that nobody has asked for yet. */
let result: Task<Thing> | null = null;

export function startTask(n: i32): void {
  result = task((n: i32): Thing => {
    sleep(1);
    return new Thing(n);
  }, n);
}

export function getTask(): void {
  spawn((_: i32): void => {
    check(result!.get());
    result = null;
  }, 0);
}

/** Of a caller in the hub's own stack while a greenlet runs and collects. */
export function holdWhileRunning(runner: i32): i32 {
  const thing = new Thing(77);
  spawn((_: i32): void => {
    const mine = new Thing(78);
    __collect();
    check(mine);
  }, 0);
  run();
  check(thing);
  return thing.n;
}

// ---- too deep

export function spawnTooDeep(depth: i32): f64 {
  return <f64>spawn((depth: i32): void => {
    local(depth);
  }, depth);
}

// ---- stress: everything at random, and the collector only when it likes

let seed: u32 = 12345;
let nextId = 0;
let errors = 0;
let nDone = 0;
let nParks = 0;

function random(n: i32): i32 {
  seed = seed * 1664525 + 1013904223;
  return <i32>((seed >> 8) % <u32>n);
}

function pause(): void {
  nParks++;
  yieldNow();
}

function nest(id: i32, depth: i32): string {
  const name = 'id' + id.toString() + ':' + depth.toString();
  let list: Node | null = null;
  for (let i = 0; i < 3; i++) list = new Node(name + '/' + i.toString(), list);
  if (random(3) == 0) pause();
  if (depth > 0 && nest(id, depth - 1) != 'id' + id.toString() + ':' + (depth - 1).toString()) errors++;
  if (random(3) == 0) pause();
  for (let i = 2; list != null; i--) {
    if (list.text != name + '/' + i.toString()) errors++;
    list = list.next;
  }
  return name;
}

const line = new Channel<Node>(40);

/** Half of them send, half receive; the channel is older than what is in it. */
function lineBody(i: i32): void {
  for (let k = 0; k < 200; k++) {
    if (i & 1) line.send(new Node(k.toString() + '!', new Node('inner', null)));
    else {
      const node = line.receive();
      if (node.next == null || node.next!.text != 'inner' || node.text.charAt(node.text.length - 1) != '!') errors++;
    }
    if (random(4) == 0) pause();
  }
  nDone++;
}

function stressBody(_: i32): void {
  const id = nextId++;
  for (let i = 0; i < 20; i++) {
    nest(id, random(8));
    pause();
  }
  nDone++;
}

export function spawnStress(n: i32): void {
  for (let i = 0; i < n; i++) spawn(i < n / 2 ? stressBody : lineBody, i);
}

/** Runs the hub from `depth` calls down, each with managed locals. */
export function runFrom(depth: i32): i32 {
  const text = 'x' + depth.toString();
  if (depth == 0) run();
  else return runFrom(depth - 1) + text.length;
  return text.length;
}

export function nErrors(): i32 {
  return errors;
}

export function stressIsDone(n: i32): i32 {
  return i32(nDone == n);
}
