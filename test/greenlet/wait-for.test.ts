import { run, sleep, spawn, waitFor } from 'greenspool';
import { describe, expect, it } from 'vitest';
import { codeOfAsync } from '../helpers/code-of.js';

describe('waitFor', () => {
  it('gives the value or throws the error', async () => {
    const g = run(function* () {
      try {
        yield waitFor(Promise.reject(new Error('no')));
      } catch (error) {
        return `${(error as Error).message} ${yield waitFor(Promise.resolve('yes'))}`;
      }
      return '';
    });
    expect(await g).toBe('no yes');
  });

  it('takes thenables, also those that throw or settle twice or at once', async () => {
    const at = (then: (resolve: (value: unknown) => void) => void) => ({ then }) as unknown as PromiseLike<unknown>;
    const twice = at((resolve) => {
      resolve(1);
      resolve(2);
    });
    const throwing = at(() => {
      throw new Error('then');
    });
    expect(await run(() => waitForIn(twice))).toBe(1);
    expect(await codeOfAsync(() => run(() => waitForIn(throwing)))).toBe('Error: then');
  });

  it('refuses to wait in the code of a thenable, which would be a second wait of the same greenlet', async () => {
    const then = () => void sleep(1);
    const waiting = { then } as unknown as PromiseLike<unknown>;
    expect(await codeOfAsync(() => run(() => waitForIn(waiting)))).toBe('GS_BLOCKING_IN_CALLBACK');
    expect(await run(() => waitForIn(Promise.resolve(1)))).toBe(1);
  });

  it('in a killed greenlet is over, whatever the promise does later', async () => {
    let resolve: (value: string) => void = () => undefined;
    const promise = new Promise<string>((done) => {
      resolve = done;
    });
    const g = spawn(function* () {
      try {
        yield waitFor(promise);
      } finally {
        yield sleep(1).catch?.(() => undefined);
      }
    });
    await sleep(0);
    await g.kill();
    resolve('late');
    await sleep(2);
    expect(g.dead).toBe(true);
  });
});

function* waitForIn(promise: PromiseLike<unknown>): Generator<unknown, unknown, unknown> {
  return yield waitFor(promise);
}
