/**
 * Which jobs have begun, told by the threads in memory that they share with the pool: a cell for each thread, into which a job that it has
 * got writes its number. So a job that a dying thread had not begun can safely be given to another one.
 */
import type {} from 'tinypool'; // declares what it keeps on `process`

/** Cells that jobs borrow while they run. */
export class Begun {
  /** What threads are given as `workerData`. */
  readonly cells: Int32Array;
  readonly #free: number[];

  constructor(size: number) {
    this.cells = new Int32Array(new SharedArrayBuffer(size * Int32Array.BYTES_PER_ELEMENT));
    this.#free = [...this.cells.keys()];
  }

  /** A cell for a job that is handed over. As many run at a time as there are cells. */
  borrow(): number {
    return this.#free.pop() as number;
  }

  giveBack(cell: number): void {
    this.#free.push(cell);
  }

  has(cell: number, id: number): boolean {
    return Atomics.load(this.cells, cell) === id;
  }
}

/** In a thread: this job begins. */
export function noteBegun(cell: number, id: number): void {
  Atomics.store(process.__tinypool_state__.workerData as Int32Array, cell, id);
}
