/** Where tinypool keeps jobs that wait for a thread that is starting. Ours can give up the oldest. */
import type { Task, TaskQueue } from 'tinypool';

export class StartQueue implements TaskQueue {
  readonly #tasks = new Set<Task>();

  get size(): number {
    return this.#tasks.size;
  }

  shift(): Task | null {
    const [first] = this.#tasks;
    if (first === undefined) return null;
    this.#tasks.delete(first);
    return first;
  }

  push(task: Task): void {
    this.#tasks.add(task);
  }

  remove(task: Task): void {
    this.#tasks.delete(task);
  }

  cancel(): void {
    while (this.size > 0) this.shift()?.cancel();
  }
}
