/**
 * The typed view of the engine's exports, without their prefix `gs.` (assembly/index.ts says what each does). Slots are
 * small integers, 0 is nobody.
 */
export interface Engine {
  readonly memory: WebAssembly.Memory;
  create(kind: number): number;
  spawnHost(): number;
  release(slot: number): void;
  idOf(slot: number): number;
  slotOf(id: number): number;
  stateOf(slot: number): number;
  outcomeOf(slot: number): number;
  isTimed(slot: number): number;
  kindOf(slot: number): number;
  reasonOf(slot: number): number;
  nAlive(): number;
  currentSlot(): number;
  setCurrent(slot: number): void;
  schedule(slot: number): void;
  claim(slot: number): void;
  wake(slot: number): number;
  parkHost(slot: number, reason: number): void;
  sleepHost(slot: number, reason: number, deadline: number): void;
  yieldHost(slot: number): void;
  joinHost(slot: number, targetId: number): number;
  kill(slot: number): number;
  setWatched(slot: number): void;
  nextDeadline(): number;
  timerSet(deadline: number, payload: number): number;
  timerCancel(handle: number): number;
  fireTimers(now: number): number;
  run(budget: number, now: number): number;
  nReady(): number;
  recover(): number;
  allocating(): number;
  segNew(): number;
  segFree(seg: number): void;
  segCollect(seg: number): number;
  segEnter(): number;
  segLeave(token: number): void;
  segResume(seg: number): number;
  segDrop(seg: number): void;
  checkInvariants(): void;
  bytesUsed(): number;
}

/** The kind of record whose frames the host owns (assembly/states.ts). */
export const HOST_RECORD = 1;

/** What a record can be (assembly/states.ts). */
export const STATE = { FREE: 0, NEW: 1, READY: 2, RUNNING: 3, PARKED: 4 } as const;

/** Why a host greenlet is parked; the names are for dumps (assembly/reasons.ts has the engine's own). */
export const REASON = {
  SWITCH: 64,
  JOIN: 65,
  PROMISE: 66,
  SLEEP: 67,
  START: 68,
  EVENT: 80,
  RESULT: 81,
  PERMIT: 82,
  LOCK: 83,
  ITEM: 84,
  ROOM: 85,
  TASKS: 86,
} as const;

/** What the engine calls. */
export interface EngineHost {
  /** Lets JS run this greenlet: 0 it is settled, 1 go on with its wasm frames, 2 drop them and end it as failed. */
  resume(slot: number): number;
  now(): number;
  /** A watched wasm greenlet has ended: 0 returned, 1 killed, 2 failed, 3 overrun, 4 out of memory. */
  ended(slot: number, how: number): void;
  fired(payload: number): void;
  /** Wasm code parks where nobody can be left: throws. */
  cannotPark(): never;
}

/** Types that an import which parks may return. */
export type ValueType = 'i32' | 'i64' | 'f32' | 'f64';

/** The control functions that the instrument pass puts into a module (`gs.state`, ...). */
export interface Control {
  /** 0 running, 1 unwinding, 2 resuming. */
  state(): number;
  unwind(): void;
  pending_i32(): number;
  pending_i64(): bigint;
  pending_f32(): number;
  pending_f64(): number;
  set_pending_i32(value: number): void;
  set_pending_i64(value: bigint): void;
  set_pending_f32(value: number): void;
  set_pending_f64(value: number): void;
}
