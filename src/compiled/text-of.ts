const textOfFunction = Function.prototype.toString;

/** The source of a function, whatever it has for `toString`. */
export function textOf(fn: unknown): string {
  return textOfFunction.call(fn);
}
