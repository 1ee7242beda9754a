/**
 * One child process from its start to its end, with all that goes into it and comes out: what `spawnSync` does, on the event
 * loop.
 *
 *     spawn ──▶ input ▶ stdin, end ──────────────┐
 *       │       stdout, stderr, ... ▶ chunks ────┼──▶ exited, and all pipes closed ──▶ ended(outcome)
 *       │       limits of time and of output     │
 *       │               └──▶ stop: killed, pipes closed
 *       └──error──▶ ended(outcome of one that never ran)
 * P1: `ended` is called once, never before the constructor is over, and never before the system has given the process up: no
 *     zombie is left.
 * P2: As in spawnSync, a pipe that a grandchild still holds is waited for, unless a limit is reached.
 * P3: The first trouble is the one that is told; that of a limit goes before that of a pipe.
 */
import { Buffer } from 'node:buffer';
import { type ChildProcess, type SpawnOptions, type StdioOptions, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { type Alarm, type AlarmHandle, clearAlarm, setAlarm } from '../hub/alarms.js';
import { type Trouble, troubleOf } from './trouble.js';

/** A number is a file of this process. */
export type StdioItem = 'pipe' | 'ignore' | 'inherit' | number;

export interface Job {
  readonly file: string;
  readonly args: readonly string[];
  /** What goes to `spawn` as it is. */
  readonly options: SpawnOptions;
  readonly stdio: readonly StdioItem[];
  /** Goes to stdin if that is a pipe. */
  readonly input: Uint8Array | undefined;
  /** Milliseconds; 0 is no limit. */
  readonly timeout: number;
  /** Bytes of all pipes together; 0 is no limit. */
  readonly maxBuffer: number;
  readonly killSignal: NodeJS.Signals | number | undefined;
}

export interface Outcome {
  /** Undefined if it never ran. */
  readonly pid: number | undefined;
  /** What has been run: the shell, where there is one. */
  readonly file: string;
  readonly args: readonly string[];
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Null where there was no pipe out of it. */
  readonly output: readonly (Buffer | null)[];
  readonly trouble: Trouble | null;
}

export class RunningJob implements Alarm {
  readonly #job: Job;
  readonly #ended: (outcome: Outcome) => void;
  readonly #child: ChildProcess;
  readonly #pipes: (Socket | null)[];
  readonly #chunks: (Buffer[] | null)[];
  #alarm: AlarmHandle | null = null;
  #nBytes = 0;
  #nOpen = 0;
  #hasExited = false;
  #isStopped = false;
  #isOver = false;
  #trouble: Trouble | null = null;
  #pipeTrouble: Trouble | null = null;

  /** Starts the process. Throws what `spawn` throws, and then nothing runs. */
  constructor(job: Job, ended: (outcome: Outcome) => void) {
    this.#job = job;
    this.#ended = ended;
    if (job.timeout > 0) this.#alarm = setAlarm(this, job.timeout); // first: what can fail must not leave a process behind
    this.#child = this.#spawn();
    // Node destroys the pipe of a child that has exited, and with it the input that a grandchild still reads; the list keeps it
    this.#child.stdin = null;
    this.#pipes = (this.#child.stdio ?? []) as (Socket | null)[];
    this.#chunks = this.#pipes.map((pipe, fd) => (pipe === null || fd === 0 ? null : []));
    this.#child.once('exit', () => this.#exited());
    this.#child.on('error', (error) => this.#failed(error));
    if (this.#child.pid !== undefined) this.#run();
  }

  #run(): void {
    for (const [fd, pipe] of this.#pipes.entries()) if (pipe !== null) this.#open(pipe, fd);
    this.#feed(this.#pipes[0], this.#job.input);
  }

  #spawn(): ChildProcess {
    const { file, args, options, stdio } = this.#job;
    try {
      return spawn(file, args, { ...options, stdio: [...stdio] as StdioOptions });
    } catch (error) {
      this.#stopAlarm();
      throw error;
    }
  }

  /** An empty write would be one more that may fail, with EPIPE. */
  #feed(stdin: Socket | null | undefined, input: Uint8Array | undefined): void {
    if (input === undefined || input.length === 0) stdin?.end();
    else stdin?.end(input);
  }

  #open(pipe: Socket, fd: number): void {
    this.#nOpen++;
    if (fd > 0) pipe.on('data', (chunk: Buffer) => this.#came(fd, chunk));
    pipe.on('error', (error) => {
      this.#pipeTrouble ??= troubleOf(error);
    });
    pipe.once('close', () => {
      this.#nOpen--;
      this.#endIfDone();
    });
  }

  #came(fd: number, chunk: Buffer): void {
    const { maxBuffer } = this.#job;
    this.#chunks[fd]?.push(chunk);
    this.#nBytes += chunk.length;
    if (maxBuffer > 0 && this.#nBytes > maxBuffer) this.#reach('ENOBUFS');
  }

  /** @internal The time is over. */
  rang(): void {
    this.#alarm = null;
    this.#reach('ETIMEDOUT');
  }

  #reach(code: string): void {
    this.#trouble ??= troubleOf(code);
    this.stop();
  }

  /** Kills the process, once, and closes its pipes. `ended` is called when it has gone. */
  stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    if (!this.#hasExited) this.#kill();
    this.#close();
  }

  #kill(): void {
    try {
      this.#child.kill(this.#job.killSignal);
    } catch (error) {
      this.#trouble ??= troubleOf(error); // the system does not know the signal
      this.#child.kill('SIGKILL');
    }
  }

  #close(): void {
    for (const pipe of this.#pipes) pipe?.destroy();
    this.#stopAlarm();
  }

  #stopAlarm(): void {
    if (this.#alarm !== null) clearAlarm(this.#alarm);
    this.#alarm = null;
  }

  #exited(): void {
    this.#hasExited = true;
    this.#endIfDone();
  }

  /** It could not be started; or it was no business of ours to kill it, and its end is waited for all the same. */
  #failed(error: Error): void {
    if (this.#child.pid !== undefined) return;
    this.#trouble = troubleOf(error);
    this.#end();
  }

  #endIfDone(): void {
    if (this.#hasExited && this.#nOpen === 0) this.#end();
  }

  #end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#close();
    const { pid, spawnfile, spawnargs, exitCode, signalCode } = this.#child;
    const output = this.#chunks.map((chunks) => (chunks === null ? null : Buffer.concat(chunks)));
    const trouble = this.#trouble ?? this.#pipeTrouble;
    const [status, signal] = pid === undefined ? [null, null] : [exitCode, signalCode];
    this.#ended({ pid, file: spawnfile, args: spawnargs.slice(1), status, signal, output, trouble });
  }
}
