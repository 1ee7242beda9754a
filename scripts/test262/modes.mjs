/** The modes with the compiler: what it makes of a source, and the runtime with the policy of when to unwind. */
import vm from 'node:vm';
import { compile } from '../../build/compiler/index.js';

/** @typedef {import('./native.mjs').Way} Way */

/**
 * @param {string} runtime
 * @param {number} seed
 * @returns {Record<import('./args.mjs').Mode, Way>}
 */
export function makeWays(runtime, seed) {
  const script = new vm.Script(runtime, { filename: 'greenspool-runtime.js' });
  const installer = (choose) => (context) => {
    script.runInContext(context);
    if (choose !== null) vm.runInContext('(choose) => $gs.setStorm(choose)', context)(choose);
  };
  let n = 0;
  const count = () => {
    n++;
    return true;
  };
  const random = randomBits(seed);
  const unwound = () => n;
  const stormy = memo((source, type) => compile(source, { sourceType: type, storm: true }).code);
  return {
    compiled: {
      transform: (source, type) => compile(source, { sourceType: type }).code,
      install: installer(null),
      harness: (source) => source,
      unwound,
    },
    storm: { transform: stormy, install: installer(count), harness, unwound },
    random: { transform: stormy, install: installer(() => random() && count()), harness, unwound },
  };
}

/** Typed arrays that the harness makes of its own iterators are native callers of these: a barrier in every such test. */
const harness = (source) => source.replace('if (makeIterable) typedArrayCtorArgFactories.push(makeIterable);', '');

/** Storm and random run the same text, one after the other. */
function memo(transform) {
  const last = new Map();
  return (source, type) => {
    const key = type + source;
    const known = last.get(key);
    if (known !== undefined) return known;
    if (last.size > 100) last.clear();
    const code = transform(source, type);
    last.set(key, code);
    return code;
  };
}

/** Yes or no, by a seed. @param {number} seed */
function randomBits(seed) {
  let x = seed | 1;
  return () => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x & 0x300) === 0;
  };
}
