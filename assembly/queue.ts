// An intrusive FIFO of greenlets: the ready queue is one, and so is every wait queue. A greenlet is in at most one of
// them, so one pair of links in its record is enough. All zero is the empty queue.
//
//     queue             records
//     0 head  ────▶  next ──▶ next ──▶ 0
//     4 tail  ──────────────────▲
//
// Taking from the head leaves `prev` of the new head as it is: a switch then touches one record instead of two. So
// `prev` means nothing in the head, and `next` means nothing outside a queue.

import { Greenlet } from './records';

@unmanaged
export class Queue {
  head: Greenlet | null;
  tail: Greenlet | null;

  @inline push(g: Greenlet): void {
    const tail = this.tail;
    g.next = null;
    g.prev = tail;
    if (tail == null) this.head = g;
    else tail.next = g;
    this.tail = g;
  }

  pushFront(g: Greenlet): void {
    const head = this.head;
    g.next = head;
    if (head == null) this.tail = g;
    else head.prev = g;
    this.head = g;
  }

  @inline shift(): Greenlet | null {
    const g = this.head;
    if (g == null) return null;
    const next = g.next;
    this.head = next;
    if (next == null) this.tail = null;
    return g;
  }

  remove(g: Greenlet): void {
    const next = g.next;
    if (g == this.head) {
      this.head = next;
      if (next == null) this.tail = null;
      return;
    }
    const prev = g.prev!;
    prev.next = next;
    if (next == null) this.tail = prev;
    else next.prev = prev;
  }
}
