/** Puts the compiled built-ins into `$gs`. */
import * as disposal from '../builtins/disposal.js';
import * as builtIns from '../builtins/index.js';
import { generatorPicks } from './generators.js';
import { helpers } from './helpers.js';
import { arrayValues, list } from './iteration.js';
import { definePicks } from './picks.js';
import { relay } from './relay.js';
import * as values from './values.js';

const { closeIter, closeQuietly, leave, openBy, openIter, restIter, stepIter, toList } = builtIns;
// one by one, as in install.ts
helpers.closeIter = closeIter;
helpers.closeQuietly = closeQuietly;
helpers.leave = leave;
helpers.openBy = openBy;
helpers.openIter = openIter;
helpers.restIter = restIter;
helpers.stepIter = stepIter;
helpers.toList = toList;
helpers.equivalent = builtIns.equivalentOf;
helpers.disposables = disposal.disposables;
helpers.use = disposal.use;
helpers.dispose = disposal.dispose;
helpers.key = values.key;
helpers.object = values.object;
helpers.rest = values.rest;
helpers.keys = values.keys;
helpers.hasKey = values.hasKey;
helpers.put = values.put;
helpers.all = values.all;
helpers.calm = values.calm;
helpers.no = values.no;
helpers.it = Symbol.iterator;
helpers.values = arrayValues;
helpers.list = list;
helpers.relay = relay;
Object.assign(builtIns.generatorPicks, generatorPicks);
definePicks(builtIns.picks);
