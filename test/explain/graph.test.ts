// The wait-for graph: who can never go on. Checked against the definition, written down in the simplest way.
import fc from 'fast-check';
import { type Greenlet, getCurrent, spawn } from 'greenspool';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addRescuer, ringsIn, stuckAmong } from '../../build/explain/graph.js';
import type { Continuation } from '../../build/frames/continuation.js';
import { type ManualLoop, withManualLoop } from '../helpers/manual-loop.js';
import { asContinuation, parkOn } from '../helpers/tiny-lock.js';

let loop: ManualLoop;
let restore: () => void;
const main = getCurrent();
const rescued = new Set<unknown>();
addRescuer((c) => rescued.has(c));

beforeEach(() => {
  ({ loop, restore } = withManualLoop());
});
afterEach(() => {
  rescued.clear();
  restore();
});

/** What greenlet i does: whom it waits for (undefined: anybody; 'main'), and whether a timer or somebody ends that. */
interface Plan {
  holders: (number | 'main')[] | undefined;
  isTimed: boolean;
  isRescued: boolean;
}

/** Greenlets that wait as planned. */
function waiting(plans: Plan[]): { all: Greenlet[]; names: (found: Iterable<Continuation>) => number[] } {
  const all: Greenlet[] = [];
  const holdersOf = ({ holders }: Plan) =>
    holders && (() => holders.map((i) => asContinuation(i === 'main' ? main : all[i]!)));
  for (const plan of plans) {
    all.push(
      spawn(function* () {
        yield parkOn(holdersOf(plan), plan.isTimed ? 1e6 : undefined);
      }),
    );
    if (plan.isRescued) rescued.add(all.at(-1));
  }
  loop.flush();
  return { all, names: (found) => [...found].map((c) => all.indexOf(c as unknown as Greenlet)).sort((a, b) => a - b) };
}

function end(all: Greenlet[]): void {
  for (const g of all) g.kill(undefined, { block: false });
  loop.flush();
}

/** The definition: somebody may go on if a way out is there, or if one whom he waits for may go on. */
function stuckByDefinition(plans: Plan[]): number[] {
  const mayGoOn = new Set<number | 'main'>(['main']);
  for (let before = -1; before !== mayGoOn.size; ) {
    before = mayGoOn.size;
    for (const [i, { holders = [], isTimed, isRescued }] of plans.entries()) {
      if (isTimed || isRescued || holders.length === 0 || holders.some((j) => mayGoOn.has(j))) mayGoOn.add(i);
    }
  }
  return plans.flatMap((_, i) => (mayGoOn.has(i) ? [] : [i]));
}

const waits = (...holders: (number | 'main')[]): Plan => ({ holders, isTimed: false, isRescued: false });

function plansOf(n: number): fc.Arbitrary<Plan[]> {
  const who = fc.oneof(
    { weight: 12, arbitrary: fc.nat(n - 1) },
    { weight: 1, arbitrary: fc.constant('main' as const) },
  );
  const rarely = fc.integer({ min: 0, max: 9 }).map((x) => x === 9);
  const plan = fc.record({
    holders: fc.option(fc.array(who, { maxLength: 3 }), { nil: undefined, freq: 8 }),
    isTimed: rarely,
    isRescued: rarely,
  });
  return fc.array(plan, { minLength: n, maxLength: n });
}

describe('the wait-for graph', () => {
  it('finds exactly those who can never go on, whoever waits for whom', () => {
    let nStuck = 0;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }).chain(plansOf), (plans) => {
        const { all, names } = waiting(plans);
        const stuck = stuckAmong(all.map(asContinuation));
        expect(names(stuck.keys())).toEqual(stuckByDefinition(plans));
        nStuck += stuck.size;
        for (const ring of ringsIn(stuck)) {
          const steps = names(ring).length;
          expect(steps).toBeGreaterThan(0);
          for (const [i, c] of ring.entries()) {
            const next = ring[(i + 1) % ring.length];
            expect(stuck.get(c)?.some((one) => one === next)).toBe(true);
          }
        }
        end(all);
      }),
      { numRuns: 300 },
    );
    expect(nStuck).toBeGreaterThan(50); // or the plans never made a ring
  });

  it('finds a ring of two, and one who waits for it', () => {
    const { all, names } = waiting([waits(1), waits(0), waits(0)]);
    const stuck = stuckAmong(all.map(asContinuation));
    expect(names(stuck.keys())).toEqual([0, 1, 2]);
    expect(ringsIn(stuck).map(names)).toEqual([[0, 1]]);
    end(all);
  });

  it('finds each of several rings once', () => {
    const { all, names } = waiting([waits(1), waits(0), waits(3), waits(2), waits(4)]);
    expect(ringsIn(stuckAmong(all.map(asContinuation))).map(names)).toEqual([[0, 1], [2, 3], [4]]);
    end(all);
  });

  it('does not count on the dead, who may have handed on what they held', () => {
    const { all } = waiting([waits(1), waits(0), waits(1)]);
    const [, b] = all;
    b!.kill(undefined, { block: false });
    loop.flush();
    expect(stuckAmong(all.map(asContinuation)).size).toBe(0);
    end(all);
  });

  it('takes 100,000 who wait for one in well under a second', () => {
    const { all } = waiting([waits(0), ...Array.from({ length: 100_000 }, () => waits(0))]);
    const before = performance.now();
    expect(stuckAmong(all.map(asContinuation)).size).toBe(100_001);
    expect(performance.now() - before).toBeLessThan(2000);
    end(all);
  });
});
