/** Random sequences of commands, given to the model and to the engine. */
import fc from 'fast-check';
import { expect } from 'vitest';
import { KIND } from './host.js';
import { Model, type World } from './model.js';
import { CHANNELS, N_EVENTS, N_SEMAPHORES, opArbitrary } from './ops.js';
import { Real } from './real.js';

const MAX_ALIVE = 40;
type Act = (world: World) => unknown;

class Command implements fc.Command<Model, Real> {
  private readonly name: string;
  private readonly choose: (model: Model) => Act | null;

  /** `choose` sees the model before the command; null: it makes no sense now. */
  constructor(name: string, choose: (model: Model) => Act | null) {
    this.name = name;
    this.choose = choose;
  }

  check(model: Readonly<Model>): boolean {
    return this.choose(model as Model) !== null;
  }

  run(model: Model, real: Real): void {
    const act = this.choose(model) as Act;
    const expected = act(model);
    expect(act(real)).toEqual(expected);
    expect(real.observe()).toEqual(model.observe());
  }

  toString(): string {
    return this.name;
  }
}

const always = (name: string, act: Act) => new Command(name, () => act);

/** For one of the actors that are alive. */
function forActor(name: string, act: (world: World, actor: number) => unknown, kinds = [KIND.WASM, KIND.HOST]) {
  return fc.nat(99).map((n) => {
    return new Command(`${name}(${n})`, (model) => {
      const alive = model.actors.filter((actor) => actor.state !== 'dead' && kinds.includes(actor.kind as 0));
      const actor = alive[n % Math.max(1, alive.length)];
      return actor === undefined ? null : (world) => act(world, actor.index);
    });
  });
}

function upTo(name: string, n: number, act: (world: World, which: number) => unknown) {
  return fc.nat(n - 1).map((which) => always(`${name}(${which})`, (world) => act(world, which)));
}

const create = fc
  .record({ kind: fc.constantFrom(KIND.WASM, KIND.WASM, KIND.HOST), script: fc.array(opArbitrary, { maxLength: 8 }) })
  .map(({ kind, script }) => {
    const name = `create(${kind}, ${JSON.stringify(script)})`;
    return new Command(name, (model) => {
      return model.observe().nAlive < MAX_ALIVE ? (world) => world.create(kind, script) : null;
    });
  });

const run = fc.integer({ min: 1, max: 12 }).map((n) => always(`run(${n})`, (world) => world.run(n)));

const commands = [
  { weight: 6, arbitrary: create },
  { weight: 10, arbitrary: run },
  { weight: 3, arbitrary: fc.nat(8).map((ms) => always(`advance(${ms})`, (world) => world.advance(ms))) },
  { weight: 2, arbitrary: forActor('wake', (world, actor) => world.wake(actor)) },
  { weight: 2, arbitrary: forActor('kill', (world, actor) => world.kill(actor)) },
  { weight: 1, arbitrary: forActor('schedule', (world, actor) => world.schedule(actor)) },
  { weight: 1, arbitrary: forActor('cancelWait', (world, actor) => world.cancelWait(actor)) },
  { weight: 1, arbitrary: forActor('claim', (world, actor) => world.claim(actor), [KIND.HOST]) },
  { weight: 2, arbitrary: upTo('release', N_SEMAPHORES, (world, which) => world.release(which, which + 1)) },
  { weight: 1, arbitrary: upTo('tryAcquire', N_SEMAPHORES, (world, which) => world.tryAcquire(which)) },
  { weight: 1, arbitrary: upTo('set', N_EVENTS, (world, which) => world.set(which)) },
  { weight: 1, arbitrary: upTo('clear', N_EVENTS, (world, which) => world.clear(which)) },
  { weight: 2, arbitrary: upTo('trySend', CHANNELS.length, (world, which) => world.trySend(which)) },
  { weight: 2, arbitrary: upTo('tryReceive', CHANNELS.length, (world, which) => world.tryReceive(which)) },
  { weight: 2, arbitrary: fc.nat(9).map((ms) => always(`timerSet(${ms})`, (world) => world.timerSet(ms))) },
  {
    weight: 2,
    arbitrary: fc.nat(99).map((n) => {
      return new Command(`timerCancel(${n})`, (model) => {
        return model.nHostTimers === 0 ? null : (world) => world.timerCancel(n % model.nHostTimers);
      });
    }),
  },
  { weight: 1, arbitrary: fc.constant(always('fireTimers', (world) => world.fireTimers())) },
].map(({ weight, arbitrary }) => ({ weight, arbitrary: arbitrary as fc.Arbitrary<Command> }));

/** The engine and the model show the same after each of these commands. */
export const engineIsLikeModel = (module: WebAssembly.Module) =>
  fc.property(fc.commands([fc.oneof(...commands)], { maxCommands: 120, size: 'max' }), (sequence) =>
    fc.modelRun(() => ({ model: new Model(), real: new Real(module) }), sequence),
  );
