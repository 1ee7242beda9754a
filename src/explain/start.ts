/** What looks after the program from the beginning. Loaded by index.ts for its effect. */
import { watchTheEnd } from './deadlock.js';
import { watchForRings } from './ring-watch.js';

watchTheEnd();
watchForRings();
