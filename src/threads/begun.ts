/**
 * How far the jobs are that threads have, told by the threads in memory that they share with the pool: a cell for each job that runs.
 *
 *     pool: lend ──▶ HANDED ──thread: begins──▶ BEGUN ──thread: answers──▶ ANSWERED
 *                      └──────────┬───────────────┘                            │ the answer is on its way
 *                           callOff, giveBack ──▶ 0, and lent to another job ◀─┘ giveBack
 * Each arrow is one atomic step, and the number of the loan is part of what is in the cell. So pool and thread never differ:
 * B1: A job that a thread dies on is given to another one only if it had not begun, and will not begin.
 * B2: A job is called off only if its thread will never answer: tinypool would take an answer for a sign that the thread, which is being
 *     ended, is free, and send it the next job.
 */
import type {} from 'tinypool'; // declares what it keeps on `process`

const FREE = 0;
const HANDED = 1;
const BEGUN = 2;
const ANSWERED = 3;
/** Loans are numbered so far, then from 1 again. */
const MAX_ID = 2 ** 29 - 1;

/** What is in a cell. */
const state = (id: number, phase: number) => (phase === FREE ? 0 : id * 4 + phase);

/** What a thread is told of it. */
export interface Cell {
  readonly index: number;
  readonly id: number;
}

/** The cells of a pool. As many jobs run at a time as there are cells. */
export class Begun {
  /** What threads are given as `workerData`. */
  readonly cells: Int32Array;
  readonly #free: number[];
  #lastId = 0;

  constructor(size: number) {
    this.cells = new Int32Array(new SharedArrayBuffer(size * Int32Array.BYTES_PER_ELEMENT));
    this.#free = [...this.cells.keys()];
  }

  /** For a job that is handed over. */
  lend(): Loan {
    const index = this.#free.pop() as number;
    this.#lastId = this.#lastId === MAX_ID ? 1 : this.#lastId + 1;
    Atomics.store(this.cells, index, state(this.#lastId, HANDED));
    return new Loan(this.cells, { index, id: this.#lastId }, this.#free);
  }
}

/** A cell, for one handing over of a job. */
export class Loan {
  readonly cell: Cell;
  readonly #cells: Int32Array;
  readonly #free: number[];
  /** Known for good once the cell was given back. */
  #hadBegun: boolean | null = null;

  constructor(cells: Int32Array, cell: Cell, free: number[]) {
    this.#cells = cells;
    this.cell = cell;
    this.#free = free;
  }

  get hasBegun(): boolean {
    return this.#hadBegun ?? Atomics.load(this.#cells, this.cell.index) >= state(this.cell.id, BEGUN);
  }

  /** Gives it back unless the thread has answered; false then. */
  callOff(): boolean {
    if (this.#hadBegun !== null) return true;
    if (moves(this.#cells, this.cell, HANDED, FREE)) return this.#isBack(false);
    return moves(this.#cells, this.cell, BEGUN, FREE) && this.#isBack(true);
  }

  /** From here on no thread begins the job, or answers. May be called again. */
  giveBack(): void {
    if (!this.callOff() && moves(this.#cells, this.cell, ANSWERED, FREE)) this.#isBack(true);
  }

  #isBack(hadBegun: boolean): true {
    this.#hadBegun = hadBegun;
    this.#free.push(this.cell.index);
    return true;
  }
}

/** In a thread: the job begins; false if it was called off. */
export function begins(cell: Cell): boolean {
  return moves(ofThread(), cell, HANDED, BEGUN);
}

/** In a thread: the answer is sent; false if the job was called off. */
export function answers(cell: Cell): boolean {
  return moves(ofThread(), cell, BEGUN, ANSWERED);
}

function ofThread(): Int32Array {
  return process.__tinypool_state__.workerData as Int32Array;
}

function moves(cells: Int32Array, { index, id }: Cell, from: number, to: number): boolean {
  const before = state(id, from);
  return Atomics.compareExchange(cells, index, before, state(id, to)) === before;
}
