// The loader on every line of Node, and where its ways of hooking in change.
import { describe } from 'vitest';
import { nodeBinary } from '../../scripts/with-node.mjs';
import { programs } from './programs.ts';

for (const version of ['20.16.0', '20', '22.15.0', '22', '24.4.0', '24', '26']) {
  describe(`greenspool/register on Node ${version}`, () => programs(() => nodeBinary(version)));
}
