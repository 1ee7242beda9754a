/** What the hub asks of the layer above it, and how a body waits for a promise or greenlet that it yields. */

import { wasmBarrier } from '../errors/wasm.js';
import { isThenable } from '../frames/body-frame.js';
import { Frame } from '../frames/frame.js';
import { setAwaiter } from '../frames/generator-frame.js';
import { setHubOwner } from '../hub/hub.js';
import { getCurrent } from './current.js';
import { Greenlet } from './greenlet.js';
import { hub } from './main.js';
import { waitFor } from './wait-for.js';
import { resumeWasm, trapped, wasmEnded, wasmGreenlet } from './wasm-greenlet.js';

/** `yield promise` and `yield greenlet`: waits in place of the body, which gets the outcome at its `yield`. */
class AwaitFrame extends Frame {
  readonly #awaited: PromiseLike<unknown>;

  constructor(awaited: PromiseLike<unknown>) {
    super();
    this.#awaited = awaited;
  }

  resume(): unknown {
    const awaited = this.#awaited;
    return awaited instanceof Greenlet ? awaited.get() : waitFor(awaited);
  }

  raise(error: unknown): never {
    throw error;
  }

  get label(): string {
    return 'await';
  }
}

setAwaiter((value) => (isThenable(value) ? new AwaitFrame(value) : null));
setHubOwner({
  hub,
  wasmGreenlet,
  resumeWasm,
  wasmEnded,
  trapped,
  cannotPark() {
    throw wasmBarrier('a wasm function', getCurrent().name);
  },
});
