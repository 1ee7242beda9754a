/** Where a call stands: for errors that are made when its caller is not on the native stack any more. */
export class Place {
  declare stack?: unknown;

  /** `inner` and what it has called are left out. */
  constructor(inner: (...args: never[]) => unknown) {
    Error.captureStackTrace?.(this, inner);
  }

  /** Gives the error the stack of the call; where the host's stacks are no text, it keeps its own. */
  mark<E extends Error>(error: E): E {
    const { stack } = this;
    if (typeof stack === 'string') error.stack = `${error.name}: ${error.message}${stack.slice(stack.indexOf('\n'))}`;
    return error;
  }
}
