/**
 * Ends a greenlet quietly: thrown into it by `kill()` and `throw()`, it runs the `finally` blocks, is no failure, and
 * becomes the greenlet's value.
 *
 * @example
 * const g = spawn(function* () { yield sleep(1000) });
 * await g.kill();
 * console.log(g.value instanceof GreenletExit); // prints true
 */
export class GreenletExit extends Error {
  constructor(message = 'killed') {
    super(message);
  }

  override get name(): string {
    return 'GreenletExit';
  }
}

/** Never throws, whatever was thrown: a proxy may refuse to say what it is, and then it is a failure. */
export function isExit(value: unknown): boolean {
  try {
    return value instanceof GreenletExit;
  } catch {
    return false;
  }
}
