// Channel for AssemblyScript: the engine's, inside a managed object; items of any type that fits into 64 bits.

import * as channels from '../channel';
import { ITEMS_ARE_OBJECTS, RING_IS_MANAGED } from '../channel';
import { current } from '../records';
import { CHANNEL_RECEIVE, CHANNEL_SEND } from '../reasons';
import { CLOSED, GRANTED, TIMED_OUT } from '../states';
import { parkUntil } from './blocking';
import { deadlineAfter, running } from './running';

/** Items from those who send to those who receive, in order. Capacity 0: each send waits for a receiver. */
export class Channel<T> {
  // The fields of the engine's Channel, at the same offsets: this object is one.
  private limit: i32 = 0;
  private nItems: i32 = 0;
  private nReserved: i32 = 0;
  private closed: bool = false;
  private held: u8 = 0;
  private receiversHead: usize = 0;
  private receiversTail: usize = 0;
  private sendersHead: usize = 0;
  private sendersTail: usize = 0;
  private ring: ArrayBuffer | null = null;
  private nSlots: i32 = 0;
  private first: i32 = 0;

  constructor(capacity: i32 = 0) {
    if (offsetof<Channel<T>>() != offsetof<channels.Channel>()) ERROR('the fields differ from the engine');
    this.limit = capacity;
    this.held = isManaged<T>() ? RING_IS_MANAGED | ITEMS_ARE_OBJECTS : RING_IS_MANAGED;
  }

  get count(): i32 {
    return this.nItems;
  }

  get isClosed(): bool {
    return this.closed;
  }

  /** Sends; waits for room, or with capacity 0 for a receiver, `timeoutMs` at most. False: it is closed, or the time is over. */
  send(item: T, timeoutMs: f64 = Infinity): bool {
    const deadline = deadlineAfter(timeoutMs);
    while (true) {
      const done = channels.send(changetype<usize>(this), running(), toBits(item));
      if (done != 0) return done > 0;
      const outcome = parkUntil(deadline, CHANNEL_SEND);
      if (outcome == GRANTED) return true;
      if (outcome == TIMED_OUT || outcome == CLOSED) return false;
    }
  }

  /** Sends if that needs no waiting. */
  trySend(item: T): bool {
    return channels.send(changetype<usize>(this), null, toBits(item)) > 0;
  }

  /** Receives; waits for an item. Traps when the channel is closed and empty. */
  receive(): T {
    if (!this.wait(Infinity)) throw new Error('greenspool: nothing to receive, the channel is closed and empty');
    return fromBits<T>(current!.value);
  }

  /** Receives; `otherwise` when the channel is closed and empty or `timeoutMs` are over. */
  receiveOr(otherwise: T, timeoutMs: f64 = Infinity): T {
    return this.wait(timeoutMs) ? fromBits<T>(current!.value) : otherwise;
  }

  /** Receives if an item is there. */
  tryReceive(otherwise: T): T {
    return channels.receive(changetype<usize>(this), null) > 0 ? fromBits<T>(channels.taken) : otherwise;
  }

  /** Nothing can be sent any more; what is in it can be received. Senders that wait get false. */
  close(): void {
    channels.close(changetype<usize>(this));
  }

  /** True: an item is in the record of the running greenlet. */
  private wait(timeoutMs: f64): bool {
    const deadline = deadlineAfter(timeoutMs);
    while (true) {
      const done = channels.receive(changetype<usize>(this), running());
      if (done != 0) return done > 0;
      const outcome = parkUntil(deadline, CHANNEL_RECEIVE);
      if (outcome == GRANTED) return true;
      if (outcome == TIMED_OUT) return false;
    }
  }

  /** For the collector: the ring, and what is in it. */
  private __visit(cookie: u32): void {
    const ring = changetype<usize>(this.ring);
    if (ring == 0) return;
    __visit(ring, cookie);
    if (!isManaged<T>()) return;
    for (let i = 0; i < this.nItems; i++) {
      const object = load<usize>(ring + ((<usize>((this.first + i) & (this.nSlots - 1))) << 3));
      if (object != 0) __visit(object, cookie);
    }
  }
}

function toBits<T>(item: T): u64 {
  if (isReference<T>()) return <u64>changetype<usize>(item);
  if (isFloat<T>()) return sizeof<T>() == 8 ? reinterpret<u64>(<f64>item) : <u64>reinterpret<u32>(<f32>item);
  return <u64>item;
}

function fromBits<T>(bits: u64): T {
  if (isReference<T>()) return changetype<T>(<usize>bits);
  if (isFloat<T>()) return sizeof<T>() == 8 ? <T>reinterpret<f64>(bits) : <T>reinterpret<f32>(<u32>bits);
  return <T>bits;
}
