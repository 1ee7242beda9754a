/** How pool and thread agree on what became of a job, whoever comes first; and a thread that comes late with a job that was called off. */
import type {} from 'tinypool'; // declares what it keeps on `process`
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { answers, Begun, begins, type Loan } from '../../build/threads/begun.js';
import runJob from '../../build/threads/worker.js';

const before = process.__tinypool_state__;
let begun: Begun;
beforeEach(() => {
  begun = new Begun(1);
  // here it is both sides
  process.__tinypool_state__ = { isTinypoolWorker: true, workerData: begun.cells, workerId: 1 };
});
afterAll(() => {
  process.__tinypool_state__ = before;
});

describe('a job', () => {
  it('is begun once, and answered once', () => {
    const { cell } = begun.lend();
    expect([answers(cell), begins(cell), begins(cell), answers(cell), answers(cell)]).toEqual([
      false,
      true,
      false,
      true,
      false,
    ]);
  });

  const steps: [string, (loan: Loan) => void, hasBegun: boolean, isOut: boolean][] = [
    ['was handed over', () => undefined, false, true],
    ['has begun', ({ cell }) => begins(cell), true, true],
    ['has answered', ({ cell }) => begins(cell) && answers(cell), true, false],
  ];

  it.each(steps)('that %s is called off unless an answer will come', (_, step, hasBegun, isOut) => {
    const loan = begun.lend();
    step(loan);
    expect([loan.hasBegun, loan.callOff(), loan.hasBegun]).toEqual([hasBegun, isOut, hasBegun]);
    expect([begins(loan.cell), answers(loan.cell)]).toEqual([false, false]);
    loan.giveBack();
    expect(loan.hasBegun).toBe(hasBegun);
  });

  it.each(steps)('that %s gives its cell back once, and leaves nothing in it', (_, step, hasBegun) => {
    const first = begun.lend();
    step(first);
    first.giveBack();
    first.giveBack();
    const second = begun.lend();
    expect([second.cell.index, second.hasBegun, begins(second.cell), second.hasBegun]).toEqual([0, false, true, true]);
    expect([begins(first.cell), answers(first.cell), first.hasBegun]).toEqual([false, false, hasBegun]);
    first.giveBack();
    expect(second.hasBegun).toBe(true);
  });
});

describe('a thread', () => {
  const ran: string[] = [];
  const send = (loan: Loan, name: string) =>
    runJob({
      work: { name: 'push', text: 'function push(list, one) { list.push(one) }' },
      args: [ran, name],
      cell: loan.cell,
    });

  it('that comes late with a job that was called off neither runs it nor answers, nor touches that of the next one', async () => {
    const first = begun.lend();
    first.giveBack();
    const second = begun.lend();
    let hasAnswered = false;
    void send(first, 'first').then(() => (hasAnswered = true));
    const answer = send(second, 'second');
    expect([second.hasBegun, await answer]).toEqual([true, { value: undefined }]);
    await new Promise((resolve) => setImmediate(resolve));
    expect([hasAnswered, ran]).toEqual([false, ['second']]);
  });

  it('does not answer a job that is called off while it runs', async () => {
    const loan = begun.lend();
    let hasAnswered = false;
    void send(loan, 'third').then(() => (hasAnswered = true));
    expect(loan.callOff()).toBe(true);
    await new Promise((resolve) => setImmediate(resolve));
    expect([loan.hasBegun, hasAnswered]).toEqual([true, false]);
  });
});
