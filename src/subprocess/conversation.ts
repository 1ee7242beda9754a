/**
 * All that `communicate` does: it writes, reads two pipes and waits for the end, each in a greenlet of its own, as each may have to
 * wait for any other. What was read is kept here, so that one that was cut off by its limit can be gone on with.
 */
import { Buffer } from 'node:buffer';
import { Timeout } from '../errors/greenspool-error.js';
import type { Greenlet } from '../greenlet/greenlet.js';
import { checkLimits, type Limits } from '../greenlet/host-wait.js';
import { joinAll } from '../greenlet/join-all.js';
import { runInside, type Steps, settled } from '../greenlet/run-inside.js';
import { spawn } from '../greenlet/spawn.js';
import { failed } from '../hub/wait.js';
import type { Socket } from '../net/socket.js';
import { Abortion } from '../timeout/abortion.js';
import { bytesOf, checkEncoding } from './options.js';
import type { Process } from './process.js';
import type { Completed } from './run.js';

export interface CommunicateOptions extends Limits {
  /** Of the output: 'utf8' unless given; 'buffer' leaves it as it is. */
  encoding?: BufferEncoding | 'buffer' | undefined;
}

export class Conversation {
  readonly #process: Process;
  readonly #stdout: Buffer[] = [];
  readonly #stderr: Buffer[] = [];

  constructor(process: Process) {
    this.#process = process;
  }

  go(input: unknown, options: CommunicateOptions): unknown {
    checkLimits('communicate', options);
    checkEncoding('communicate', options.encoding);
    if (options.signal?.aborted) return failed('communicate', options.signal.reason);
    const bytes = bytesOf('communicate', input, options.encoding);
    return runInside('communicate', () => this.#steps(bytes, options));
  }

  *#steps(input: Buffer | undefined, options: CommunicateOptions): Steps {
    const { timeout = Number.POSITIVE_INFINITY, signal, encoding = 'utf8' } = options;
    const { stdin, stdout, stderr, name } = this.#process;
    const parts: Greenlet[] = [
      spawn(feed, stdin, input),
      spawn(drain, stdout, this.#stdout),
      spawn(drain, stderr, this.#stderr),
      spawn(awaitEnd, this.#process),
    ];
    const abortion = signal === undefined ? null : new Abortion(signal);
    try {
      yield* settled(joinAll(parts, { timeout, raiseErrors: true }));
      if (parts.some((part) => !part.dead)) throw new Timeout(`communicate() with ${name}`, timeout);
      return this.#completed(encoding);
    } finally {
      abortion?.cancel();
      for (const part of parts) part.kill(undefined, { block: false });
    }
  }

  #completed(encoding: BufferEncoding | 'buffer'): Completed {
    const { child, pid, status, signal, stdout, stderr } = this.#process;
    const text = (pipe: Socket | null, chunks: Buffer[]) => {
      if (pipe === null) return null;
      const all = Buffer.concat(chunks);
      return encoding === 'buffer' ? all : all.toString(encoding);
    };
    const output = { stdout: text(stdout, this.#stdout), stderr: text(stderr, this.#stderr) };
    return { file: child.spawnfile, pid, status, signal, ...output };
  }
}

/** That the program does not read, or has ended, is its own affair. */
function* feed(stdin: Socket | null, input: Buffer | undefined): Generator<unknown, void, never> {
  if (stdin === null) return;
  try {
    if (input !== undefined && input.length > 0) yield stdin.write(input);
    yield stdin.end();
  } catch (error) {
    if (!GONE.has((error as { code?: string }).code ?? '')) throw error;
  }
}

const GONE = new Set(['EPIPE', 'ECONNRESET']);

function* drain(pipe: Socket | null, chunks: Buffer[]): Generator<unknown, void, Buffer | null> {
  if (pipe === null) return;
  for (let chunk = yield pipe.read(); chunk !== null; chunk = yield pipe.read()) chunks.push(chunk);
}

function* awaitEnd(process: Process): Generator<unknown, void, never> {
  yield process.wait();
}
