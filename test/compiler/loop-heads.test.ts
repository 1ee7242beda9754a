// Closures in the head of a loop, beside calls that park: they see the variables of their round.
import { describe, expect, it } from 'vitest';
import { evaluate, runParking } from './evaluate.ts';

const heads: [string, string, unknown][] = [
  [
    'an accessor that sees the variable, in a sequence',
    `(park) => {
      const seen = [];
      for (let i = 0; ({ get g() { return i; } }.g, i < 2); i++) seen.push(park(i));
      return seen;
    }`,
    [0, 1],
  ],
  [
    'a function that is made and called by its own method, with an argument that parks',
    `(park) => {
      const seen = [];
      for (let i = 0; ((() => seen.push(i)).call(null, park(1)), i < 2); i += park(1)) park(i);
      return seen;
    }`,
    [0, 1, 2],
  ],
  [
    'a function whose property is assigned what parks',
    `(park) => {
      const seen = [];
      for (let i = 0; ((() => i).x ??= park(i)) < 2; i++) seen.push(() => i);
      return seen.map((f) => f());
    }`,
    [0, 1],
  ],
  [
    'a function that is the tag of a template with a call',
    `(park) => {
      const seen = [];
      for (let i = 0; ((function (_, x) { seen.push(i + x); })\`\${park('a')}\`, i < 2); i++) park(i);
      return seen;
    }`,
    ['0a', '1a', '2a'],
  ],
  [
    'functions without a name, which get none from being kept',
    `(park) => {
      const seen = [];
      (class { static see(x) { seen.push(this.name + x); } }).see(park(1));
      const named = (f) => (_, x) => seen.push(f.name + x);
      named(function () {})\`\${park(2)}\`;
      (function (_, x) { seen.push(arguments.callee.name + x); })\`\${park(3)}\`;
      (function (x) { seen.push(arguments.callee.name + x); }).call(null, park(4));
      return seen;
    }`,
    ['1', '2', '3', '4'],
  ],
];

describe.each(heads)('%s', (_, text, expected) => {
  it('does natively what the test says', () => {
    const native = new Function(`return ${text}`)() as (park: (x: unknown) => unknown) => unknown;
    expect(native((x) => x)).toEqual(expected);
  });

  it('does the same compiled', () => {
    expect((evaluate(text) as (park: (x: unknown) => unknown) => unknown)((x) => x)).toEqual(expected);
  });

  it('does the same when every call parks', () => {
    expect(runParking(text)).toEqual(expected);
  });
});
