/**
 * `node --import greenspool/monkey/register app.js`: compiles the program as it is loaded, and patches the blocking calls of Node
 * before that. It is all that is needed: greenspool/register is a part of it, as only compiled functions can be left when they
 * block. Importing this module is all; it exports nothing.
 */
import '../loader/register.js';
import { patchAll } from './index.js';

patchAll();
