import { describe, expect, it } from 'vitest';
import { App } from './app.ts';

/** Functions full of calls, which is what costs the compiler most. */
function generated(nBytes: number): string {
  const parts: string[] = [];
  let length = 0;
  for (let i = 0; length < nBytes; i++) {
    const part = `export function f${i}(a, b) {
  const x = g(a, ${i});
  for (let k = 0; k < 3; k++) { if (h(x + k)) return b(k); }
  return [x, ...b].map((y) => y * 2);
}
`;
    parts.push(part);
    length += part.length;
  }
  return `${parts.join('')}function g(a, b) { return a + b; }
function h(a) { return a > 1; }
console.log(f3(1, (k) => k + 1));`;
}

describe('a huge file', () => {
  it('of half a megabyte is compiled in seconds, and found in the cache in a moment', () => {
    using app = new App({ 'main.mjs': generated(500_000) });
    const begin = performance.now();
    expect(app.run(['main.mjs']).output).toBe('1\n');
    expect(performance.now() - begin).toBeLessThan(30_000);
    const again = app.run(['main.mjs']);
    expect(again.output).toBe('1\n');
    expect(again.files('cached')).toEqual(['main.mjs']);
  });

  it('of five megabytes is compiled all the same, which the loader does not keep to itself', () => {
    using app = new App({ 'main.mjs': generated(5_000_000) });
    const result = app.run(['main.mjs'], { GREENSPOOL_DEBUG: '' }, process.execPath, 500_000);
    expect(result.output).toBe('1\n');
    expect(result.files('compiled')).toEqual(['main.mjs']);
  });
});
