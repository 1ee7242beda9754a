/** What every compiled file imports: the global `$gs`, with the compiled built-ins in it. */
import './install.js';

export { helpers } from './helpers.js';
export { definePick, definePicks } from './picks.js';
