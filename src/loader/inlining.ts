/**
 * V8 inlines calls into a function until 920 bytes of bytecode are used up, a budget made for code as people write it. Compiled
 * code, whose tests and tails nearly never run, is two to three times as long: with 920 bytes programs of many short methods
 * were up to 1.5x slower than with a budget in proportion (measured: docs/benchmarks.md, calls). The whole process gets it, as the
 * code of the program is compiled; who sets the flag keeps what was set.
 */
import { setFlagsFromString } from 'node:v8';

const FLAG = '--max-inlined-bytecode-size-cumulative';

export function widenInlining(): void {
  const given = [...process.execArgv, process.env.NODE_OPTIONS ?? ''].join(' ').replaceAll('_', '-');
  if (!given.includes(FLAG)) setFlagsFromString(`${FLAG}=2500`);
}
