/** What every compiled file imports: the global `$gs`, with the compiled built-ins in it. */
import './install.js';
import './built-ins.js';

export { helpers } from './helpers.js';
