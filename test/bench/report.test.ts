import { describe, expect, it } from 'vitest';
import { tablesOf, toMarkdown } from '../../bench/lib/report.mjs';
import { checkTargets } from '../../bench/lib/targets.mjs';

const programs = [
  { name: 'geomean', variant: 'native', ns: 100 },
  { name: 'geomean', variant: 'compiled', ns: 109 },
  { name: 'queens', variant: 'native', ns: 200 },
  { name: 'queens', variant: 'compiled', ns: 320 },
];

describe('the tables of a run', () => {
  it('show each figure beside its ratio to our own row', () => {
    const rows = [
      { name: 'wasm-lazy', depth: 1, ns: 10 },
      { name: 'wasm-lazy', depth: 64, ns: 12.5 },
      { name: 'yield-star', depth: 64, ns: 1250 },
      { name: 'generator-next', ns: 5 },
      { name: 'wasm-lazy', depth: 1, count: 1000, ns: 11 },
    ];
    const [depths, , counts] = tablesOf('switch', rows).map(toMarkdown);
    expect(depths).toBe(
      [
        '|  | no depth | 1 | 64 |',
        '| --- | ---: | ---: | ---: |',
        '| wasm-lazy |  | 10 (1x) | 12.5 (1x) |',
        '| yield-star |  |  | 1,250 (100x) |',
        '| generator-next | 5 (0.5x) |  |  |',
      ].join('\n'),
    );
    expect(counts).toContain('| wasm-lazy | 10 (1x) | 11 (1x) |');
  });

  it('compare the rows of the work suite with the same program un-instrumented', () => {
    const rows = [
      { name: 'work-original', ns: 10 },
      { name: 'work-split', ns: 11 },
      { name: 'work-original-fib', ns: 20 },
      { name: 'work-split-fib', ns: 30 },
    ];
    const figures = tablesOf('work', rows)[0]?.body.map((line) => line[2]);
    expect(figures).toEqual(['10 (1x)', '11 (1.1x)', '20 (1x)', '30 (1.5x)']);
  });

  it('compare compiled programs with native ones', () => {
    expect(tablesOf('calls', programs).map(toMarkdown)).toEqual([
      [
        '|  | native | compiled |',
        '| --- | ---: | ---: |',
        '| geomean | 100 | 109 (1.09x) |',
        '| queens | 200 | 320 (1.6x) |',
      ].join('\n'),
    ]);
  });
});

describe('the targets', () => {
  it('are met or missed by the figures of the run, and left out when a row is missing', () => {
    const rows = [
      { name: 'wasm-lazy', depth: 64, ns: 10 },
      { name: 'wasm-stock', depth: 64, ns: 149 },
      { name: 'yield-star', depth: 64, ns: 150 },
    ];
    expect(checkTargets('switch', rows).map(({ figures, isMet }) => [figures, isMet])).toEqual([
      ['10 against 149 ns: 14.9x', false],
      ['10 against 150 ns: 15x', true],
    ]);
  });

  it('name the worst program of the suite calls', () => {
    expect(checkTargets('calls', programs).map(({ figures, isMet }) => [figures, isMet])).toEqual([
      ['geomean 1.09x, limit 1.1x', true],
      ['queens 1.60x, limit 1.5x', false],
    ]);
  });
});
