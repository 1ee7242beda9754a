/** What the actors of the model-based test do: scripts of small operations, and one way to perform each of them. */
import fc from 'fast-check';
import { OUTCOME } from './host.js';

export const N_SEMAPHORES = 2;
export const N_EVENTS = 2;
/** Capacities of the channels. */
export const CHANNELS = [0, 1, 3] as const;

/** `deep` performs it that many calls away from the body (no difference but for a wasm actor's frames). */
export interface Op {
  readonly name: (typeof OPS)[number];
  readonly which: number;
  /** Milliseconds, 255 is forever. */
  readonly timeout: number;
  readonly deep: number;
}

/** The position in this list is the operation's number in programs/actors.ts. */
export const OPS = [
  'yield',
  'park',
  'sleep',
  'join',
  'acquire',
  'release',
  'wait',
  'set',
  'clear',
  'send',
  'receive',
  'close',
  'wake',
  'kill',
] as const;

export const opArbitrary: fc.Arbitrary<Op> = fc.record({
  name: fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...OPS.filter((name) => name !== 'close' && name !== 'kill')) },
    { weight: 1, arbitrary: fc.constantFrom('close' as const, 'kill' as const) },
  ),
  which: fc.nat(11),
  timeout: fc.oneof(fc.constant(255), fc.nat(6)),
  deep: fc.oneof(fc.constant(0), fc.nat(6)),
});

export const encode = (op: Op): number => OPS.indexOf(op.name) | (op.which << 8) | (op.timeout << 16) | (op.deep << 24);

/** What one actor can ask for. `park` says whether it has to give way, or goes on at once because a wake had come before. */
export interface Port {
  now(): number;
  park(deadline: number): boolean;
  yieldNow(): void;
  outcome(): number;
  value(): number;
  clearValue(): void;
  join(actor: number): boolean;
  acquire(semaphore: number): boolean;
  release(semaphore: number): void;
  wait(event: number): boolean;
  set(event: number): void;
  clear(event: number): void;
  send(channel: number, value: number): number;
  receive(channel: number): number;
  close(channel: number): void;
  wake(actor: number): void;
  /** Wasm actors only: the engine cannot end a host's greenlet. True: it was itself. */
  kill(actor: number): boolean;
  nActors(): number;
  newValue(): number;
}

type Steps = Generator<void, number, void>;

/** Performs one operation as assembly/lib does: a wait that was ended by hand lines up again. NaN: it killed itself. */
export function* perform(port: Port, op: Op): Steps {
  const deadline = op.timeout === 255 ? Number.POSITIVE_INFINITY : port.now() + op.timeout;
  const actor = op.which % Math.max(1, port.nActors());
  const channel = op.which % CHANNELS.length;
  switch (op.name) {
    case 'yield':
      port.yieldNow();
      yield;
      return 0;
    case 'park':
      port.clearValue();
      if (port.park(Number.POSITIVE_INFINITY)) yield;
      return port.value();
    case 'sleep':
      if (op.timeout === 0) port.yieldNow();
      if (op.timeout === 0 || port.park(deadline)) yield;
      return 0;
    case 'join':
      return yield* waitUntil(port, deadline, () => (port.join(actor) ? 0 : 1));
    case 'acquire':
      return yield* waitUntil(port, deadline, () => (port.acquire(op.which % N_SEMAPHORES) ? 1 : 0));
    case 'wait':
      return yield* waitUntil(port, deadline, () => (port.wait(op.which % N_EVENTS) ? 1 : 0));
    case 'send': {
      const value = port.newValue();
      return yield* waitUntil(port, deadline, () => port.send(channel, value));
    }
    case 'receive': {
      const outcome = yield* waitUntil(port, deadline, () => port.receive(channel));
      return outcome === OUTCOME.GRANTED ? port.value() : -outcome;
    }
    case 'release':
      port.release(op.which % N_SEMAPHORES);
      return 0;
    case 'set':
      port.set(op.which % N_EVENTS);
      return 0;
    case 'clear':
      port.clear(op.which % N_EVENTS);
      return 0;
    case 'close':
      port.close(channel);
      return 0;
    case 'wake':
      port.wake(actor);
      return 0;
    case 'kill':
      return port.kill(actor) ? Number.NaN : 0;
  }
}

/** `attempt`: 1 has it, 0 it is in the queue, -1 closed. The outcome of the wait. */
function* waitUntil(port: Port, deadline: number, attempt: () => number): Steps {
  for (;;) {
    const done = attempt();
    if (done !== 0) return done > 0 ? OUTCOME.GRANTED : OUTCOME.CLOSED;
    if (port.park(deadline)) yield;
    if (port.outcome() !== OUTCOME.WOKEN) return port.outcome();
  }
}
