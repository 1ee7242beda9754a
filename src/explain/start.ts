/** What looks after the program from the beginning. Loaded by index.ts for its effect. */
import { watchTheEnd } from './deadlock.js';
import { addRescuer } from './graph.js';
import { watchForRings } from './ring-watch.js';

// a Timeout will get it out
addRescuer(({ _rare: rare }) => rare.timers !== null && rare.timers.size > 0);
watchTheEnd();
watchForRings();
