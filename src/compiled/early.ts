/**
 * `$gs` as far as the compiled built-ins need it while they are loaded. They are a part of the runtime, so they are loaded
 * before it is complete, and import this in place of it.
 */
import { registerFile } from '../frames/sites.js';
import { b } from './barriers.js';
import { helpers } from './helpers.js';

Object.assign(helpers, { b, file: registerFile });
if (!('$gs' in globalThis)) Object.defineProperty(globalThis, '$gs', { value: helpers });
