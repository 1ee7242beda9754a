/** Who may begin, against a plain model: never more than allowed, first come first served, nobody lost. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Admission } from '../../build/server/admission.js';

const op = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ do: 'come' as const }) },
  { weight: 4, arbitrary: fc.constant({ do: 'comeAndGo' as const }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('leave' as const), at: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('withdraw' as const), at: fc.nat() }) },
);

describe('admission', () => {
  it('lets so many run at once, the others in the order in which they came', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3 }), fc.nat({ max: 4 }), fc.array(op), (maxConcurrent, maxQueued, ops) => {
        const admission = new Admission({ maxConcurrent, maxQueued });
        const begun: number[] = [];
        const running: number[] = [];
        let queue: { id: number; leavesAtOnce: boolean }[] = [];
        const model: number[] = [];
        let nComing = 0;
        const applicants = new Map<number, { begin(): void }>();

        const come = (leavesAtOnce: boolean) => {
          const id = nComing++;
          const applicant = {
            begin() {
              begun.push(id);
              if (leavesAtOnce) admission.leave();
              else running.push(id);
            },
          };
          applicants.set(id, applicant);
          const hasRoom = running.length < maxConcurrent;
          const isAdmitted = admission.admit(applicant);
          expect(isAdmitted).toBe(hasRoom || queue.length < maxQueued);
          if (hasRoom) model.push(id);
          else if (isAdmitted) queue.push({ id, leavesAtOnce });
        };

        /** Somebody has left: who begins in the model. */
        const refill = (nRunning: number) => {
          let free = maxConcurrent - nRunning;
          while (free > 0 && queue.length > 0) {
            const next = queue.shift() as (typeof queue)[number];
            model.push(next.id);
            if (!next.leavesAtOnce) free--;
          }
        };

        for (const one of ops) {
          if (one.do === 'come' || one.do === 'comeAndGo') come(one.do === 'comeAndGo');
          else if (one.do === 'leave' && running.length > 0) {
            running.splice(one.at % running.length, 1);
            refill(running.length);
            admission.leave();
          } else if (one.do === 'withdraw' && queue.length > 0) {
            const { id } = queue[one.at % queue.length] as { id: number };
            queue = queue.filter((waiting) => waiting.id !== id);
            expect(admission.withdraw(applicants.get(id) as { begin(): void })).toBe(true);
          }
          expect(begun).toEqual(model);
          expect([admission.nRunning, admission.nQueued]).toEqual([running.length, queue.length]);
          expect(running.length).toBeLessThanOrEqual(maxConcurrent);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('takes any number of waiting ones that end at once without growing the stack', () => {
    const admission = new Admission({ maxConcurrent: 1, maxQueued: Number.POSITIVE_INFINITY });
    let nBegun = 0;
    admission.admit({ begin: () => undefined });
    const quick = () => ({
      begin() {
        nBegun++;
        admission.leave();
      },
    });
    for (let i = 0; i < 100_000; i++) admission.admit(quick());
    admission.leave();
    expect([nBegun, admission.nRunning]).toEqual([100_000, 0]);
  });
});
