/** What a random program sees of the world (program.ts says what each name is for), and what is seen of it: its log. */

/** Loops and functions that one run may enter. */
const FUEL = 150;
const MAX_LOG = 4000;

/** The error of the programs themselves: of all others only the class is logged. */
export class Boom extends Error {
  override get name(): string {
    return 'Boom';
  }
}

/** Ends a run whose log no longer tells more. */
class TooLong extends Error {}

/** What the n-th call that may park does with its value: parks, and returns what it is resumed with; or just returns it. */
export type Pass = (value: unknown, nth: number) => unknown;

export type Program = (
  l: (x: unknown) => unknown,
  p: (x: unknown) => unknown,
  q: (n: number) => unknown,
  by: (x: unknown, y: unknown) => unknown,
  F: { n: number },
  boom: typeof Boom,
) => unknown;

export interface World {
  readonly log: string[];
  readonly names: Parameters<Program>;
}

export function makeWorld(pass: Pass): World {
  const log: string[] = [];
  let calls = 0;
  const l = (x: unknown) => {
    if (log.length >= MAX_LOG) throw new TooLong();
    log.push(show(x));
    return x;
  };
  const p = (x: unknown) => {
    l(x);
    return pass(x, ++calls);
  };
  const q = (n: number) => {
    l(`q${n}`);
    if (n % 5 === 0) throw new Boom(`q${n}`);
    return pass(n, ++calls);
  };
  const by = (x: unknown, y: unknown) => {
    const [a, b] = [show(x), show(y)];
    return pass(a < b ? -1 : Number(a > b), ++calls);
  };
  return { log, names: [l, p, q, by, { n: FUEL }, Boom] };
}

/** A value without running any of the program's code. */
export function show(value: unknown, depth = 3): string {
  if (typeof value === 'string') return value.length > 60 ? `'${value.length}'` : `'${value}'`;
  if (typeof value === 'symbol') return 'symbol';
  if (typeof value === 'function') return `function ${data(value, 'name')}/${data(value, 'length')}`;
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? '-0' : String(value);
  if (value instanceof Error) return value instanceof Boom ? `Boom ${value.message}` : nameOf(value);
  if (depth === 0) return '...';
  const entries = Reflect.ownKeys(value).filter((key) => typeof key === 'string' && key !== 'length');
  const parts = entries.slice(0, 12).map((key) => `${String(key)}: ${show(data(value, key), depth - 1)}`);
  return `${nameOf(value)}${Array.isArray(value) ? `(${value.length})` : ''}{${parts.join(', ')}}`;
}

/** The value of a data property; accessors are not called. */
function data(value: object, key: PropertyKey): unknown {
  const property = Object.getOwnPropertyDescriptor(value, key);
  return property === undefined || 'value' in property ? property?.value : 'accessor';
}

/** The class that the nearest prototype with a constructor names. */
function nameOf(value: object): string {
  for (let one = Object.getPrototypeOf(value); one !== null; one = Object.getPrototypeOf(one)) {
    const maker = data(one, 'constructor');
    if (typeof maker === 'function') return String(data(maker, 'name'));
  }
  return 'null';
}
