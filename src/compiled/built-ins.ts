/** Puts the compiled built-ins into `$gs`. */
import * as disposal from '../builtins/disposal.js';
import * as builtIns from '../builtins/index.js';
import { generatorPicks } from './generators.js';
import { helpers } from './helpers.js';
import { definePicks } from './picks.js';
import * as values from './values.js';

const { closeIter, closeQuietly, openIter, restIter, stepIter, toList } = builtIns;
Object.assign(helpers, { closeIter, closeQuietly, openIter, restIter, stepIter, toList }, disposal, values);
Object.assign(helpers, { equivalent: builtIns.equivalentOf });
Object.assign(builtIns.generatorPicks, generatorPicks);
definePicks(builtIns.picks);
