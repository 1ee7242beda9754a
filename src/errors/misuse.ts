/** The errors for calls that cannot be right, one maker each, so that every message exists once. */
import { BarrierError, GreenspoolError } from './greenspool-error.js';

const called = (call: string) => (call === '' ? 'a blocking call' : `${call}()`);

export function notYielded(call: string, cause?: unknown): BarrierError {
  return new BarrierError({
    code: 'GS_NOT_YIELDED',
    tried: `${called(call)} in a generator body`,
    stopped: 'the call asked the body to give way, but its result was not handed over with `yield`',
    fix: `Write \`yield ${called(call)}\`; in a helper make it a generator function too and write \`yield* helper()\``,
    cause,
  });
}

export function badYield(label: string, value: unknown): BarrierError {
  return new BarrierError({
    code: 'GS_BAD_YIELD',
    tried: `yield in the greenlet body ${label}`,
    stopped: `it yielded ${describe(value)}, which is no blocking call, promise, greenlet or generator`,
    fix: 'Yield only what a blocking call returned, for example `yield sleep(10)` or `yield other.switch(value)`',
  });
}

export function plainBarrier(call: string, label: string): BarrierError {
  return new BarrierError({
    code: 'GS_BARRIER',
    tried: `${called(call)} in the greenlet ${label}`,
    stopped: 'its body is a plain function that was not compiled, so it cannot be left and entered again',
    fix:
      'Compile it (`node --import greenspool/register`), or make the body a generator function (`yield` each blocking ' +
      'call) or an async function (`await` it), and pass that function itself: `spawn(work, a)`, not `spawn(() => work(a))`',
  });
}

export function callbackBarrier(call: string): BarrierError {
  return new BarrierError({
    code: 'GS_BLOCKING_IN_CALLBACK',
    tried: called(call),
    stopped:
      'a callback (of a trace, a spawn, a thenable or an emitter) runs in the middle of something else, which cannot wait',
    fix: 'Only take note in the callback, and `spawn` a greenlet for work that blocks',
  });
}

export function notAFunction(api: string, value: unknown): GreenspoolError {
  return new GreenspoolError({
    code: 'GS_NOT_A_FUNCTION',
    tried: `${api}(${describe(value)})`,
    stopped: 'a greenlet runs a function',
    fix: `Pass the function itself and its arguments after it: ${api}(work, a, b)`,
  });
}

export function badArgument(api: string, what: string, value: unknown): GreenspoolError {
  return new GreenspoolError({
    code: 'GS_BAD_ARGUMENT',
    tried: `${api} with ${describe(value)}`,
    stopped: `${what}`,
    fix: `See the documentation of ${api}`,
  });
}

/** A short, safe rendering of any value for a message. */
export function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (typeof value === 'function')
    return `function ${typeof value.name === 'string' && value.name !== '' ? value.name : '(anonymous)'}`;
  if (typeof value === 'object' && value !== null) return `a ${className(value)}`;
  return String(value);
}

function className(value: object): string {
  try {
    const name: unknown = value.constructor?.name;
    return typeof name === 'string' && name !== '' ? name : 'object';
  } catch {
    return 'object';
  }
}

export function blockingLoop(what: string): BarrierError {
  return new BarrierError({
    code: 'GS_BARRIER',
    kind: 'async',
    tried: `for...of over ${what}`,
    stopped: 'it may have to wait, and neither main nor an async function can be left by a loop',
    fix: 'Write `for await (const one of ...)`; in compiled functions `for...of` waits, in generators `yield it.next()` does',
  });
}
