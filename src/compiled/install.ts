/**
 * Makes `$gs` a global. One copy of the library serves all compiled code of a realm: a second one leaves it in place if
 * it keeps the same agreement, and is an error if not. Greenlets of that second copy cannot run compiled code: its frames
 * would go to the first one, which says so when it happens (GS_OTHER_RUNTIME).
 */
import { otherCopy } from '../errors/compiled.js';
import { again, s2, s4, s6, s10, s16, s24, sN } from '../frames/compiled-frame.js';
import { CTOR, TOKEN, UNWIND } from '../frames/machine.js';
import { b, back, caught, pass, raise } from './barriers.js';
import { construct, ctor, superCaught } from './construct.js';
import { enter } from './enter.js';
import { file } from './files.js';
import { ABI, type Helpers, helpers } from './helpers.js';
import { array } from './iteration.js';
import './picks.js';
import { setStorm, storm } from './storm.js';
import { top } from './top.js';

function tdz(name: string): never {
  throw new ReferenceError(`Cannot access '${name}' before initialization`);
}

function constant(_name: string): never {
  throw new TypeError('Assignment to constant variable.');
}

Object.assign(helpers, { abi: ABI, TOKEN, CTOR, UNWIND, TDZ: Object.freeze({ token: 'uninitialised' }) });
Object.assign(helpers, { enter, s2, s4, s6, s10, s16, s24, sN, again, back, pass, b, caught, raise });
Object.assign(helpers, { ctor, construct, superCaught, storm, setStorm, top, noStorm: 0 });
Object.assign(helpers, { tdz, constant, array, file });

const present = (globalThis as { $gs?: Helpers }).$gs;
if (present === undefined) Object.defineProperty(globalThis, '$gs', { value: helpers });
else if (present.abi !== ABI) throw otherCopy('load the runtime of compiled code a second time');
