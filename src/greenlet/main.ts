/** The two greenlets that are always there: main, which is the program outside all others, and the hub. */
import { type Continuation, KIND } from '../frames/continuation.js';
import { machine } from '../frames/machine.js';
import { Greenlet, STARTED, setHubGreenlet } from './greenlet.js';

class Root extends Greenlet {
  constructor(name: string, kind: number) {
    super(() => undefined, [], null);
    this.name = name;
    this._kind = kind;
    this._state |= STARTED;
  }

  override _finish(): Continuation | null {
    return null;
  }
}

/** The parent of spawned greenlets. */
export const hub: Greenlet = new Root('hub', KIND.HUB);

setHubGreenlet(hub);
/** The program outside all other greenlets. */
export const main: Greenlet = new Root('main', KIND.MAIN);
machine.current = main;
