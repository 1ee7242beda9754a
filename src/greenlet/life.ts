/** Who is told of greenlets that are made and killed. It costs one test each while nobody is. */
import type { Greenlet } from './greenlet.js';

/** Told of every greenlet that is made, with who made it, and of kills. Null while nobody wants to know. */
export interface LifeHooks {
  made(greenlet: Greenlet, by: Greenlet): void;
  killed(greenlet: Greenlet): void;
}

const watchers = new Set<LifeHooks>();
/** What the layer below calls: null while there are no watchers. */
export let life: LifeHooks | null = null;

const all: LifeHooks = {
  made(greenlet, by) {
    for (const watcher of watchers) watcher.made(greenlet, by);
  },
  killed(greenlet) {
    for (const watcher of watchers) watcher.killed(greenlet);
  },
};

export function watchLife(watcher: LifeHooks): void {
  watchers.add(watcher);
  life = all;
}

export function unwatchLife(watcher: LifeHooks): void {
  watchers.delete(watcher);
  if (watchers.size === 0) life = null;
}
