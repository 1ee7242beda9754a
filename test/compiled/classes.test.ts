/** Constructors that park. */
import { run, spawn } from 'greenspool';
import { describe, expect, it } from 'vitest';
import { Base, Derived, Foreign, Leaf, make, OnForeign } from './fixtures/classes.mjs';
import { guarded } from './fixtures/functions.mjs';

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

  it('that cannot be left is an error that the code around it catches', async () => {
    const log: unknown[] = [];
    const g = spawn(guarded, log, make.bind(null, Foreign, []));
    await expect(Promise.resolve(g)).rejects.toMatchObject({ code: 'GS_BARRIER' });
    expect(log).toEqual(['GS_BARRIER', 'finally']);
    await expect(run(guarded, log, () => new Foreign([]))).rejects.toMatchObject({ kind: 'constructor' });
    expect(log.slice(2)).toEqual(['GS_BARRIER', 'finally']);
  });

  it('cannot park below one that was not compiled, even if a compiled one is below that', async () => {
    const log: unknown[] = [];
    await expect(run(guarded, log, make.bind(null, OnForeign, log))).rejects.toThrow(/Foreign \(a constructor/);
    expect(log).toEqual(['base', 'GS_BARRIER', 'finally']);
  });

  it('works in main, where a blocking call is a promise', () => {
    const log: unknown[] = [];
    expect(make(Leaf, log)).toBeInstanceOf(Leaf);
    expect(log).toEqual(expected.Leaf);
  });
});
