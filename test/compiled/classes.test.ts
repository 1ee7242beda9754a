/** Constructors that park. */
import { run, spawn } from 'greenspool';
import { describe, expect, it } from 'vitest';
import { Base, Derived, Foreign, Leaf, make } from './fixtures/classes.mjs';

const expected = {
  Base: ['base', 'based', 'made 7'],
  Derived: ['derived', 'base', 'based', 'field', 'end 7', 'made 7'],
  Leaf: ['derived', 'base', 'based', 'field', 'end 7', 'made 7'],
};

describe('a compiled constructor', () => {
  for (const [name, C] of Object.entries({ Base, Derived, Leaf })) {
    it(`that parks makes what it makes otherwise: ${name}`, async () => {
      const log: unknown[] = [];
      const made = await run(make, C, log);
      expect(log).toEqual(expected[name as keyof typeof expected]);
      expect(Object.getPrototypeOf(made)).toBe(C.prototype);
      expect(made).toMatchObject({ id: 7, own: 'own', log });
      if (name === 'Leaf') expect(made).toMatchObject({ last: 'last' });
    });
  }

  it('does so through Reflect.construct', async () => {
    const log: unknown[] = [];
    const made = await run(make, Reflect.construct.bind(null, Derived, [log]) as never, log).catch((e: unknown) => e);
    expect(made).toBeInstanceOf(TypeError); // a bound Reflect.construct is no constructor
    const bound = Derived.bind(null, log);
    expect(await run(make, bound, log)).toBeInstanceOf(Derived);
  });

  it('cannot park below a derived class that was not compiled', async () => {
    const log: unknown[] = [];
    const g = spawn(make, Foreign, log);
    await expect(Promise.resolve(g)).rejects.toMatchObject({ code: 'GS_BARRIER', kind: 'constructor' });
    expect(log).toEqual(['base']);
  });

  it('works in main, where a blocking call is a promise', () => {
    const log: unknown[] = [];
    expect(make(Leaf, log)).toBeInstanceOf(Leaf);
    expect(log).toEqual(expected.Leaf);
  });
});
