/**
 * Storm at top level: in a build with the option `storm` a call at the top level of a file is `$gs.top(() => call)`, and
 * runs as a continuation of its own, since only inside one can anything be unwound. It comes back at once, as every
 * unwinding in a storm does. Other builds have `$gs.b` there.
 *
 * Only a program that does not use greenlets is served by that: to one that does, this continuation is no greenlet.
 */
import { BarrierError } from '../errors/greenspool-error.js';
import { Continuation, KIND } from '../frames/continuation.js';
import { Frame } from '../frames/frame.js';
import { machine } from '../frames/machine.js';
import { trampoline } from '../frames/trampoline.js';
import { helpers } from './helpers.js';

/** The result of a call at top level. */
export function top(call: () => unknown): unknown {
  const { current } = machine as { current: Continuation | null };
  if (current !== null && current._kind !== KIND.MAIN && !(current instanceof TopLevel)) return withoutStorm(call);
  const c = new TopLevel(call);
  const { mainGot } = machine;
  trampoline(c);
  machine.mainGot = mainGot;
  if (!c.dead) throw parkedAtTop();
  if (c.failed) throw c.result;
  return c.result;
}

/** A file that a greenlet loads: its top level cannot be left. */
function withoutStorm(call: () => unknown): unknown {
  helpers.noStorm++;
  try {
    return call();
  } finally {
    helpers.noStorm--;
  }
}

function parkedAtTop(): BarrierError {
  return new BarrierError({
    code: 'GS_BARRIER',
    tried: 'block at top level',
    stopped: 'a build with the option `storm` tests programs that do not block',
    fix: 'Compile without `storm`, or block inside a greenlet only',
  });
}

class TopLevel extends Continuation {
  _kind = KIND.PLAIN;
  dead = false;
  result: unknown;
  failed = false;
  readonly #call: () => unknown;
  started = false;

  constructor(call: () => unknown) {
    super();
    this.#call = call;
  }

  _begin(): void {
    this.started = true;
    this._frames = new TopFrame(this.#call);
  }

  _finish(value: unknown, failed: boolean): null {
    this.dead = true;
    this.result = value;
    this.failed = failed;
    return null;
  }

  _takeTurn(): number {
    return 0;
  }

  _arrive(): void {}

  _abandonWait(): void {}
}

class TopFrame extends Frame {
  readonly label = 'top level';
  readonly #call: () => unknown;

  constructor(call: () => unknown) {
    super();
    this.#call = call;
  }

  resume(): unknown {
    return this.#call();
  }

  raise(error: unknown): never {
    throw error;
  }

  override get isShown(): boolean {
    return false;
  }
}
