/**
 * Makes `$gs` a global. One copy of the library serves all compiled code of a realm: a second one leaves it in place if
 * it keeps the same agreement, and is an error if not. Greenlets of that second copy cannot run compiled code: its frames
 * would go to the first one, which says so when it happens (GS_OTHER_RUNTIME).
 */
import { otherCopy } from '../errors/compiled.js';
import { again, s2, s4, s6, s10, s16, s24, sA, sN } from '../frames/compiled-frame.js';
import { CTOR, TOKEN, UNWIND } from '../frames/machine.js';
import { b, back, caught, pass, raise } from './barriers.js';
import { construct, ctor, superCaught } from './construct.js';
import { enter } from './enter.js';
import { file } from './files.js';
import { ABI, type Helpers, helpers } from './helpers.js';
import { array } from './iteration.js';
import { early, formals, tail } from './parameters.js';
import './picks.js';
import { setStorm, storm } from './storm.js';
import { top } from './top.js';

function tdz(name: string): never {
  throw new ReferenceError(`Cannot access '${name}' before initialization`);
}

function constant(_name: string): never {
  throw new TypeError('Assignment to constant variable.');
}

// One by one: V8 makes a hash table of an object that gets many properties by Object.assign, and knows nothing of its
// contents then. This object is on every path that parks.
helpers.abi = ABI;
helpers.TOKEN = TOKEN;
helpers.CTOR = CTOR;
helpers.UNWIND = UNWIND;
helpers.enter = enter;
helpers.s2 = s2;
helpers.s4 = s4;
helpers.s6 = s6;
helpers.s10 = s10;
helpers.s16 = s16;
helpers.s24 = s24;
helpers.sN = sN;
helpers.sA = sA;
helpers.again = again;
helpers.back = back;
helpers.pass = pass;
helpers.b = b;
helpers.caught = caught;
helpers.raise = raise;
helpers.ctor = ctor;
helpers.construct = construct;
helpers.superCaught = superCaught;
helpers.storm = storm;
helpers.setStorm = setStorm;
helpers.top = top;
helpers.tdz = tdz;
helpers.constant = constant;
helpers.array = array;
helpers.noStorm = 0;
helpers.TDZ = Object.freeze({ token: 'uninitialised' });
helpers.file = file;
helpers.formals = formals;
helpers.tail = tail;
helpers.early = early;

const present = (globalThis as { $gs?: Helpers }).$gs;
if (present === undefined) Object.defineProperty(globalThis, '$gs', { value: helpers });
else if (present.abi !== ABI) throw otherCopy('load the runtime of compiled code a second time');
