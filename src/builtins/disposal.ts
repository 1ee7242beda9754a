/** `using`: what a block has to dispose of when it is left, and the disposal itself (DisposeResources), which may park. */

interface Disposable {
  value: unknown;
  method: (this: unknown) => unknown;
}

/** The resources of a block, in the order of their declarations. */
export function disposables(): Disposable[] {
  return [];
}

/** AddDisposableResource: the value itself, once it is known how it is disposed of. */
export function use(stack: Disposable[], value: unknown): unknown {
  if (value === undefined || value === null) return value;
  if (typeof value !== 'object' && typeof value !== 'function') throw new TypeError('using needs an object');
  const method: unknown = (value as Record<PropertyKey, unknown>)[Symbol.dispose];
  if (typeof method !== 'function') throw new TypeError('Property [Symbol.dispose] is not a function.');
  stack.push({ value, method: method as Disposable['method'] });
  return value;
}

/** Last in, first out. Errors do not stop it: each one suppresses the one before. */
export function dispose(stack: Disposable[], hasFailed: boolean, error: unknown): void {
  let failed = hasFailed;
  let last = error;
  for (let at = stack.length - 1; at >= 0; at--) {
    const { value, method } = stack[at] as Disposable;
    try {
      method.call(value);
    } catch (thrown) {
      last = failed ? suppressed(thrown, last) : thrown;
      failed = true;
    }
  }
  if (failed) throw last;
}

function suppressed(error: unknown, before: unknown): unknown {
  const { SuppressedError: Native } = globalThis as unknown as {
    SuppressedError?: new (error: unknown, suppressed: unknown, message: string) => Error;
  };
  if (Native !== undefined) return new Native(error, before, 'An error was suppressed during disposal.');
  return Object.assign(new Error('An error was suppressed during disposal.'), {
    name: 'SuppressedError',
    error,
    suppressed: before,
  });
}
