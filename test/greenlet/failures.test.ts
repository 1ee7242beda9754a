import { joinAll, onError, spawn } from 'greenspool';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ManualLoop, withManualLoop } from '../helpers/manual-loop.js';

let loop: ManualLoop;
let restore: () => void;
beforeEach(() => {
  ({ loop, restore } = withManualLoop());
});
afterEach(() => restore());

describe('failures', () => {
  it('that nobody observes are reported once', () => {
    const seen: unknown[] = [];
    const before = onError((error, g) => seen.push((error as Error).message, g?.name));
    const g = spawn(function* lost() {
      throw new Error('unseen');
    });
    loop.flush();
    onError(before);
    expect(seen).toEqual(['unseen', `lost#${g.id}`]);
  });

  it('that somebody observes are not', async () => {
    const seen: unknown[] = [];
    const before = onError((error) => seen.push(error));
    const fail = () => {
      throw new Error('seen');
    };
    const [a, b, c, d] = [spawn(fail), spawn(fail), spawn(fail), spawn(fail)];
    void a.join();
    a.link(() => undefined);
    b.link(() => undefined);
    const waiting = c.then(undefined, () => 'caught');
    spawn(function* () {
      try {
        yield joinAll([d], { raiseErrors: true });
      } catch {
        seen.length = 0; // it was for us
      }
    });
    loop.flush();
    restore();
    expect(await waiting).toBe('caught');
    onError(before);
    expect(seen).toEqual([]);
  });

  it('of a link are reported, and the other links run', () => {
    const seen: unknown[] = [];
    const before = onError((error, one) => seen.push((error as Error).message, one?.name));
    const g = spawn(() => 1);
    g.link(() => {
      throw new Error('in a link');
    });
    const last = () => void seen.push('last');
    const taken = () => void seen.push('taken back');
    g.link(taken);
    g.link(last);
    g.unlink(taken);
    loop.flush();
    onError(before);
    expect(seen).toEqual(['last', 'in a link', `link of ${g.name}`]);
  });

  it('of onError itself do not stop the hub', () => {
    const printed: unknown[] = [];
    const { error } = console;
    console.error = (...args: unknown[]) => void printed.push(args);
    const before = onError(() => {
      throw new Error('handler');
    });
    spawn(() => {
      throw new Error('body');
    });
    loop.flush();
    onError(before);
    console.error = error;
    expect(printed).toHaveLength(2);
  });
});
