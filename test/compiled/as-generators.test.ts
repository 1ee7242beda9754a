/**
 * Random programs of switching greenlets, once with generator bodies and once compiled from the same text as plain
 * functions: whoever runs, what it gets, and how it ends must be the same.
 */
import fc from 'fast-check';
import { type Greenlet, getCurrent, greenlet, onError, setTrace, sleep, spawn } from 'greenspool';
import { compile } from 'greenspool/compiler';
import { expect, it } from 'vitest';

/** What a body does, one after the other. `at` chooses a greenlet. */
type Op =
  | { do: 'switch' | 'throw' | 'kill' | 'spawn' | 'into'; at: number }
  | { do: 'sleep' | 'return' | 'fail' }
  | { do: 'call'; ops: Op[]; guard: boolean };

interface World {
  log: string[];
  greenlets: Greenlet[];
  steps: number;
}

/** In PARK(x) the call x blocks, CALL(x) calls a function of this text. */
const text = `
export function FN body(world, name, ops) {
  const first = world.greenlets.length;
  for (const op of ops) {
    if (--world.steps < 0) return 'out of steps';
    const other = world.greenlets[op.at % world.greenlets.length];
    try {
      let got;
      switch (op.do) {
        case 'switch': got = PARK(other.switch(name + first)); break;
        case 'into': got = PARK(other.switch(1, name)); break;
        case 'throw': got = PARK(other.throw(new Error('by ' + name))); break;
        case 'kill': got = other.kill(new Error('killed by ' + name), { block: false }); break;
        case 'spawn': world.start(); break;
        case 'sleep': got = PARK(world.sleep(0)); break;
        case 'return': return name;
        case 'fail': throw new Error('of ' + name);
        case 'call': got = op.guard ? CALL(guarded(world, name + '.', op.ops)) : CALL(body(world, name + ',', op.ops)) + '!'; break;
      }
      world.note(name, op.do, got);
    } catch (error) {
      world.note(name, op.do, error);
      if (op.do === 'fail' || error.message.startsWith('killed')) throw error;
    }
  }
  return name + ' is done';
}
function FN guarded(world, name, ops) {
  try {
    return CALL(body(world, name, ops));
  } finally {
    world.note(name, 'finally');
    PARK(world.sleep(0));
    world.note(name, 'finally ends');
  }
}
`;
const generators = text.replaceAll(' FN', '*').replaceAll('PARK(', '(yield ').replaceAll('CALL(', '(yield* ');
const plain = text.replaceAll(' FN', '').replaceAll('PARK(', '(').replaceAll('CALL(', '(');
const runtime = import.meta.resolve('greenspool/compiled');

async function load(source: string): Promise<(world: unknown, name: string, ops: Op[]) => unknown> {
  return (await import(`data:text/javascript,${encodeURIComponent(source)}`)).body;
}

const bodies = {
  generator: await load(generators),
  compiled: await load(compile(plain, { filename: 'bodies.mjs', sourceType: 'module', runtime }).code),
  stormy: await load(compile(plain, { filename: 'stormy.mjs', sourceType: 'module', runtime, storm: true }).code),
  compiledGenerator: await load(compile(generators, { filename: 'gens.mjs', sourceType: 'module', runtime }).code),
};

const at = fc.nat(20);
const { op } = fc.letrec<{ op: Op; ops: Op[] }>((tie) => ({
  op: fc.oneof(
    { weight: 6, arbitrary: fc.record({ do: fc.constant('switch' as const), at }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('throw', 'kill', 'spawn', 'into' as const), at }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('sleep', 'return', 'fail' as const) }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('call' as const), ops: tie('ops'), guard: fc.boolean() }) },
  ) as fc.Arbitrary<Op>,
  ops: fc.array(tie('op'), { maxLength: 6 }),
}));
const programs = fc.array(fc.array(op, { maxLength: 8 }), { minLength: 2, maxLength: 5 });

async function play(body: (...args: never[]) => unknown, program: Op[][], isTraced: boolean): Promise<string[]> {
  const log: string[] = [];
  const greenlets: Greenlet[] = [];
  const ids = new Map<Greenlet, string>();
  const named = (g: Greenlet) => ids.get(g) ?? (g.name.startsWith('hub') ? 'hub' : 'main');
  const say = (value: unknown): string => {
    if (value instanceof Error) return `${(value as { code?: string }).code ?? value.message}`;
    return Array.isArray(value) ? `[${value.map(say)}]` : String(value);
  };
  const add = (g: Greenlet, name: string) => {
    ids.set(g, name);
    greenlets.push(g);
    return g;
  };
  const world: World & Record<string, unknown> = {
    log,
    greenlets,
    steps: 60,
    sleep,
    note: (name: string, what: string, got: unknown) => log.push(`${named(getCurrent())}/${name} ${what} ${say(got)}`),
    start: () =>
      add(spawn((body as (...args: unknown[]) => unknown).bind(null, world, 's', [])), `s${greenlets.length}`),
  };
  const bound = (at: number, ops: Op[]) => (body as (...args: unknown[]) => unknown).bind(null, world, `g${at}`, ops);
  for (const [i, ops] of program.entries()) add(i % 2 === 0 ? spawn(bound(i, ops)) : greenlet(bound(i, ops)), `g${i}`);
  if (isTraced) setTrace((event, from, to) => log.push(`${event} ${named(from)} > ${named(to)}`));
  for (let quiet = 0, before = 0; quiet < 4; quiet = log.length === before ? quiet + 1 : 0) {
    before = log.length;
    await sleep(0);
  }
  setTrace(null);
  for (const g of greenlets)
    log.push(`${named(g)} ${g.dead ? `${say(g.value)} ${say(g.exception)}` : g.stack().length > 0}`);
  for (const g of greenlets) g.kill(undefined, { block: false });
  for (let i = 0; i < 70; i++) await sleep(0);
  return log;
}

onError(() => undefined);

for (const kind of ['compiled', 'stormy', 'compiledGenerator'] as const) {
  it(`${kind} functions do what generators do`, async () => {
    let asked = 0;
    $gs.setStorm(() => ++asked % 3 !== 0);
    await fc.assert(
      fc.asyncProperty(programs, fc.boolean(), async (program, isTraced) => {
        const expected = await play(bodies.generator as never, program, isTraced);
        expect(await play(bodies[kind] as never, program, isTraced)).toEqual(expected);
      }),
      { numRuns: Number(process.env.GREENSPOOL_RUNS ?? 500) },
    );
    $gs.setStorm(null);
    expect($gsm).toBe(0);
  }, 60_000);
}
