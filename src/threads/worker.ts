/**
 * What tinypool runs in each thread: one job a call. The job is the body of a greenlet of that thread, so compiled functions and
 * generators may block in it. This never throws: all that goes wrong is an answer, so that whatever tinypool reports itself is the
 * end of a thread.
 *
 * Nothing is loaded that not every job needs: with the whole runtime a thread takes twice as long to start. A job that cannot be a
 * greenlet, because nobody has loaded the runtime, is simply called.
 */
import { notCloneable } from '../errors/threads.js';
import type { Body } from '../greenlet/body.js';
import { answers, begins } from './begun.js';
import { pack } from './error-parcel.js';
import { explained, functionOf } from './evaluate.js';
import type { JobMessage } from './message.js';
import { isPlain, open, seal } from './parcel.js';
import { Transferred } from './transfer.js';
import type { Work } from './work.js';

export default async function runJob({ work, args, parcel, cell }: JobMessage): Promise<unknown> {
  if (!begins(cell)) return CALLED_OFF;
  const answered = await answerTo(work, parcel === undefined ? (args as unknown[]) : (open(parcel) as unknown[]));
  return answers(cell) ? answered : CALLED_OFF;
}

/** Never answers: this thread is being ended. */
const CALLED_OFF = new Promise<never>(() => undefined);

async function answerTo(work: Work, args: unknown[]): Promise<unknown> {
  try {
    return await answer(await call(await functionOf(work), args), work.name);
  } catch (error) {
    return { failure: packed(explained(error, work)) };
  }
}

/** What compiled code tests is a global of the runtime. */
async function call(fn: Body, args: unknown[]): Promise<unknown> {
  const isGenerator = fn.constructor.name === 'GeneratorFunction';
  if (!isGenerator && !('$gsm' in globalThis)) return fn(...args);
  const { spawn } = await import('../index.js');
  return spawn(fn, ...args);
}

async function answer(result: unknown, name: string): Promise<unknown> {
  const { value, list } = result instanceof Transferred ? result : { value: result, list: [] };
  if (value instanceof Error) return { error: pack(value) };
  if (list.length === 0 && isPlain(value)) return { value };
  try {
    return await movable(seal(value, list));
  } catch (error) {
    throw notCloneable(name, 'its result', error);
  }
}

/** tinypool takes a list of what is handed over only with an object that it has marked. */
async function movable(parcel: { port: unknown }): Promise<unknown> {
  const { Tinypool } = await import('tinypool');
  return Tinypool.move({
    [Tinypool.transferableSymbol]: [parcel.port],
    [Tinypool.valueSymbol]: { parcel },
  } as never);
}

/** An error may have getters that throw. */
function packed(error: unknown): unknown {
  try {
    return pack(error);
  } catch (failure) {
    return { value: `an error that cannot be read (${failure})` };
  }
}
