/** The smallest host an engine can have: it counts, keeps the clock, and lets a test say what a host greenlet does. */

export interface Exports {
  readonly memory: WebAssembly.Memory;
  readonly [name: string]: unknown;
}

/** The engine's ABI (assembly/index.ts), without the prefix. */
export interface Abi {
  create(kind: number): number;
  spawnHost(): number;
  spawnWasm(fn: number, arg: number): number;
  setWatched(slot: number): void;
  release(slot: number): void;
  kill(slot: number): number;
  idOf(slot: number): number;
  slotOf(id: number): number;
  stateOf(slot: number): number;
  kindOf(slot: number): number;
  reasonOf(slot: number): number;
  outcomeOf(slot: number): number;
  valueOf(slot: number): number;
  setValue(slot: number, value: number): void;
  valueBitsOf(slot: number): bigint;
  setValueBits(slot: number, bits: bigint): void;
  nAlive(): number;
  nReady(): number;
  currentSlot(): number;
  setCurrent(slot: number): void;
  schedule(slot: number): void;
  wake(slot: number): number;
  parkHost(slot: number, reason: number): number;
  sleepHost(slot: number, reason: number, deadline: number): number;
  yieldHost(slot: number): void;
  cancelWait(slot: number): void;
  claim(slot: number): void;
  joinHost(slot: number, targetId: number): number;
  run(budget: number, now: number): number;
  fireTimers(now: number): number;
  nextDeadline(): number;
  timerSet(deadline: number, payload: number): number;
  timerCancel(handle: number): number;
  nTimers(): number;
  semNew(nPermits: number): number;
  semFree(ptr: number): number;
  semAcquireHost(ptr: number, slot: number): number;
  semRelease(ptr: number, nPermits: number): void;
  semCount(ptr: number): number;
  eventNew(): number;
  eventFree(ptr: number): number;
  eventSet(ptr: number): void;
  eventClear(ptr: number): void;
  eventIsSet(ptr: number): number;
  eventWaitHost(ptr: number, slot: number): number;
  channelNew(capacity: number): number;
  channelFree(ptr: number): number;
  channelSendHost(ptr: number, slot: number, value: number): number;
  channelReceiveHost(ptr: number, slot: number): number;
  channelClose(ptr: number): void;
  channelCount(ptr: number): number;
  segNew(): number;
  segFree(seg: number): void;
  segEnter(): number;
  segLeave(token: number): void;
  segCollect(seg: number): number;
  segResume(seg: number): number;
  segDrop(seg: number): void;
  segIsEmpty(seg: number): number;
  recover(): number;
  allocating(): number;
  bytesUsed(): number;
  bytesReserved(): number;
  checkInvariants(): number;
  state(): number;
  pending_i32(): number;
  set_pending_i32(value: number): void;
}

export const KIND = { WASM: 0, HOST: 1 } as const;
export const STATE = { FREE: 0, NEW: 1, READY: 2, RUNNING: 3, PARKED: 4 } as const;
export const OUTCOME = { GRANTED: 0, TIMED_OUT: 1, CLOSED: 2, FAILED: 3, KILLED: 4, WOKEN: 5 } as const;
export const HOW = { RETURN: 0, KILL: 1, TRAP: 2, OVERRUN: 3, NO_MEMORY: 4 } as const;

export class Host {
  nowMs = 0;
  readonly ended: { slot: number; how: number; value: number }[] = [];
  onFired: (payload: number) => void = () => {};
  onResume: (slot: number) => number = () => 0;
  onEnded: (slot: number, how: number) => void = () => {};
  readonly memory: WebAssembly.Memory;
  readonly exports: Exports;
  readonly engine: Abi;

  constructor(module: WebAssembly.Module, env: Record<string, unknown> = {}, maximum = 4096) {
    this.memory = new WebAssembly.Memory({ initial: 4, maximum });
    const host = {
      now: () => this.nowMs,
      resume: (slot: number) => this.onResume(slot),
      fired: (payload: number) => this.onFired(payload),
      cannotPark() {
        throw new Error('only a greenlet can park');
      },
      ended: (slot: number, how: number) => {
        this.ended.push({ slot, how, value: this.engine.valueOf(slot) });
        this.onEnded(slot, how);
      },
    };
    const imports = { env: { memory: this.memory, abort: (text: number) => this.abort(text), ...env }, host };
    this.exports = new WebAssembly.Instance(module, imports as WebAssembly.Imports).exports as unknown as Exports;
    this.engine = abiOf(this.exports);
  }

  call(name: string, ...args: unknown[]): number {
    return (this.exports[name] as (...args: unknown[]) => number)(...args);
  }

  /** Runs until nothing is ready and nothing is due, letting time pass. */
  runAll(): void {
    for (;;) {
      while (this.engine.run(1000, this.nowMs) > 0);
      const next = this.engine.nextDeadline();
      if (next === Number.POSITIVE_INFINITY) return;
      this.nowMs = Math.max(this.nowMs, next);
    }
  }

  private abort(text: number): never {
    const nBytes = new Uint32Array(this.memory.buffer)[(text - 4) >> 2] ?? 0;
    throw new WebAssembly.RuntimeError(`abort: ${Buffer.from(this.memory.buffer, text, nBytes).toString('utf16le')}`);
  }
}

function abiOf(exports: Exports): Abi {
  const own = Object.entries(exports).filter(([name]) => name.startsWith('gs.'));
  return Object.fromEntries(own.map(([name, value]) => [name.slice(3), value])) as unknown as Abi;
}
