// Linked lists: the towers of Hanoi on three stacks of discs, and a merge sort that is all calls.
export const expected = '65535 4000 true';

export function run() {
  const towers = new Towers(16);
  towers.move(16, 0, 1);
  const sorted = mergeSort(randomList(4000, 42), 4000);
  return `${towers.nMoves} ${length(sorted)} ${isSorted(sorted)}`;
}

class Disc {
  constructor(size, below) {
    this.size = size;
    this.below = below;
  }
}

class Towers {
  constructor(nDiscs) {
    this.piles = [null, null, null];
    this.nMoves = 0;
    for (let size = nDiscs; size > 0; size--) this.push(new Disc(size, null), 0);
  }
  push(disc, pile) {
    const top = this.piles[pile];
    if (top !== null && disc.size >= top.size) throw new Error('a big disc on a small one');
    disc.below = top;
    this.piles[pile] = disc;
  }
  pop(pile) {
    const top = this.piles[pile];
    if (top === null) throw new Error('no disc to take');
    this.piles[pile] = top.below;
    top.below = null;
    return top;
  }
  moveTop(from, to) {
    this.push(this.pop(from), to);
    this.nMoves++;
  }
  move(nDiscs, from, to) {
    if (nDiscs === 1) {
      this.moveTop(from, to);
      return;
    }
    const other = 3 - from - to;
    this.move(nDiscs - 1, from, other);
    this.moveTop(from, to);
    this.move(nDiscs - 1, other, to);
  }
}

function cons(head, tail) {
  return { head, tail };
}

function randomList(n, seed) {
  if (n === 0) return null;
  const next = (seed * 1_103_515_245 + 12_345) & 0x7fffffff;
  return cons(next % 10_007, randomList(n - 1, next));
}

function length(list) {
  return list === null ? 0 : 1 + length(list.tail);
}

function take(list, n) {
  return n === 0 ? null : cons(list.head, take(list.tail, n - 1));
}

function drop(list, n) {
  return n === 0 ? list : drop(list.tail, n - 1);
}

function merge(a, b) {
  if (a === null) return b;
  if (b === null) return a;
  return a.head <= b.head ? cons(a.head, merge(a.tail, b)) : cons(b.head, merge(a, b.tail));
}

function mergeSort(list, n) {
  if (n < 2) return list;
  const half = n >> 1;
  return merge(mergeSort(take(list, half), half), mergeSort(drop(list, half), n - half));
}

function isSorted(list) {
  return list === null || list.tail === null || (list.head <= list.tail.head && isSorted(list.tail));
}
