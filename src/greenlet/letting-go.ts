/** What a greenlet lets go of when it is over. */
import { KIND } from '../frames/continuation.js';
import { dropFrames } from '../frames/frame.js';
import { COMMON } from '../frames/rare.js';
import type { Greenlet } from './greenlet.js';
import { disown } from './spawn-tree.js';

export function letGo(greenlet: Greenlet): void {
  leaveWait(greenlet);
  if (greenlet._rare !== COMMON) endRare(greenlet);
}

/** It may end while it is suspended: wasm code has killed it, or its body cannot be reached. */
function leaveWait(greenlet: Greenlet): void {
  dropFrames(greenlet._frames);
  greenlet._frames = null;
  const on = greenlet._waitingOn;
  greenlet._waitingOn = null;
  on?.forget(greenlet);
}

function endRare({ _rare: rare, _kind: kind }: Greenlet): void {
  rare.scope = rare.held = rare.shield = rare.locals = null;
  if (kind !== KIND.ASYNC) rare.dying = null; // the code of an async body may still run
  if (rare.timers !== null) for (const timer of rare.timers) timer.cancel();
  disown(rare.spawnNode);
}
