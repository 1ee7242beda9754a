/**
 * A program that runs beside this one, with pipes in blocking style: sockets of greenspool/net, as Node's pipes are sockets.
 *
 *     start ──▶ running ──exits──▶ ended: status or signal. What it has written can still be read
 */
import type { ChildProcess } from 'node:child_process';
import type { Socket as NodeSocket } from 'node:net';
import { checkLimits, type Limits, waitForHost } from '../greenlet/host-wait.js';
import { completed } from '../hub/wait.js';
import { Socket } from '../net/socket.js';
import { type CommunicateOptions, Conversation } from './conversation.js';
import { Input } from './input.js';

/** Hosts without Symbol.dispose: what Babel's and esbuild's translations of `using` look for there. */
const dispose: typeof Symbol.dispose = Symbol.dispose ?? Symbol.for('Symbol.dispose');

/** How a process has ended: by itself, or by a signal. */
export interface Ending {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A running program; `start` makes them. Nobody ends it but `kill`, or the end of a `using` block. */
export class Process {
  /** Node's own. Do not read or write its pipes. */
  readonly child: ChildProcess;
  readonly pid: number;
  /** Its pipes; null where `stdio` says something else. */
  readonly stdin: Socket | null;
  readonly stdout: Socket | null;
  readonly stderr: Socket | null;
  /** What it is called in messages and dumps. */
  readonly name: string;
  readonly #conversation: Conversation;

  /** @internal */
  constructor(child: ChildProcess, file: string) {
    this.child = child;
    this.pid = child.pid ?? 0;
    this.name = `${file} (process ${this.pid})`;
    const input = this.#pipe('stdin', 0, Input);
    this.stdin = input;
    this.stdout = this.#pipe('stdout', 1, Socket);
    this.stderr = this.#pipe('stderr', 2, Socket);
    child.setMaxListeners(0); // any number may wait
    child.stdin = null; // Node would destroy it at the exit
    if (input !== null) child.once('exit', () => input.exited());
    child.on('error', () => undefined); // a kill that the system refused; `kill` tells it
    this.#conversation = new Conversation(this);
  }

  #pipe<S extends Socket>(name: string, fd: number, Kind: new (pipe: NodeSocket) => S): S | null {
    const pipe = this.child.stdio[fd] as NodeSocket | null | undefined;
    if (!pipe) return null;
    const socket = new Kind(pipe);
    socket.name = `${name} of ${this.name}`;
    return socket;
  }

  /** Null while it runs, and if a signal has ended it. */
  get status(): number | null {
    return this.child.exitCode;
  }

  /** The signal that has ended it. */
  get signal(): NodeJS.Signals | null {
    return this.child.signalCode;
  }

  get isRunning(): boolean {
    return this.status === null && this.signal === null;
  }

  /**
   * Blocks until it has ended: how. It goes on if the wait is ended. Any number may wait. A program that writes more than the
   * pipes hold (some 128 KiB) ends only if somebody reads: see `communicate`. May switch away. Throws a Timeout (GS_TIMEOUT), the
   * signal's reason, GS_BAD_ARGUMENT.
   */
  // biome-ignore lint/suspicious/noExplicitAny: Ending, or a promise of it in main and async bodies
  wait(options: Limits = {}): any {
    checkLimits('wait', options);
    if (!this.isRunning) return completed('wait', this.#ending);
    const begin = (resolve: (ending: Ending) => void) => {
      const exited = () => resolve(this.#ending);
      this.child.once('exit', exited);
      return () => void this.child.removeListener('exit', exited);
    };
    return waitForHost('wait', { about: `wait() for ${this.name}`, begin }, options);
  }

  get #ending(): Ending {
    return { status: this.status, signal: this.signal };
  }

  /**
   * Writes the input and ends it, reads all that comes, and waits for the end, all at a time: what it came to, as `run` tells it.
   * When the time (ms) is over it throws a Timeout (GS_TIMEOUT), the program goes on and nothing is lost: `communicate()` once
   * more, without the input, goes on. May switch away. Throws the signal's reason, GS_BUSY when another greenlet uses a pipe,
   * GS_BAD_ARGUMENT.
   *
   * @example
   * const { stdout } = start('sort').communicate('b\na\n');
   */
  // biome-ignore lint/suspicious/noExplicitAny: Completed, or a promise of it in main and async bodies
  communicate(input?: string | NodeJS.ArrayBufferView, options: CommunicateOptions = {}): any {
    return this.#conversation.go(input, options);
  }

  /** Sends a signal, SIGTERM unless given; false if it has ended already, or if the system refuses. Does not wait. */
  kill(signal?: NodeJS.Signals | number): boolean {
    return this.isRunning && this.child.kill(signal);
  }

  /** At the end of a `using` block: kills it with SIGKILL if it still runs, and closes its pipes. */
  [dispose](): void {
    this.discard();
  }

  /** @internal The same. */
  discard(): void {
    this.kill('SIGKILL');
    for (const pipe of [this.stdin, this.stdout, this.stderr]) pipe?.destroy();
  }
}
