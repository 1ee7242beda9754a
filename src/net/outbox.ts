/**
 * The writing half of a socket. A write is over when the system has all of the data: so a reader that does not read stops the
 * writer, and a buffer that was written may be used again. (To be over when Node's own buffer has room, as its streams are,
 * would be faster for small writes only if the system did not take most of them at once, which it does.)
 */
import type { Socket as NodeSocket } from 'node:net';
import { badArgument } from '../errors/misuse.js';
import { socketClosed } from '../errors/net.js';
import type { HostWork, Limits } from '../greenlet/host-wait.js';
import { canComplete, complete, completed, failed } from '../hub/wait.js';
import { Turn } from './turn.js';

export type Data = string | Uint8Array;
type Settle = (error?: Error | null) => void;

/** One write, or end, on its way through Node. A caller that was ended does not hear of it any more. */
interface Delivery {
  settle: Settle;
}

export class Outbox {
  readonly #socket: NodeSocket;
  readonly #turn = new Turn();
  #last: Delivery = { settle: ignore };

  constructor(socket: NodeSocket) {
    this.#socket = socket;
  }

  /** Blocks until the system has the data. `tried` names the call and the socket. */
  write(call: string, tried: string, data: Data, limits: Limits): unknown {
    const refusal = this.#refusal(tried, limits);
    if (refusal !== null) return failed(call, refusal.error);
    if (!canComplete(call)) return completed(call, undefined);
    const delivery: Delivery = { settle: ignore };
    this.#socket.write(data, (error) => delivery.settle(error)); // always later
    return this.#isWithSystem ? complete(call, undefined) : this.#wait(call, tried, limits, delivery);
  }

  /** Says that no more will come, after what was written. */
  end(call: string, tried: string, limits: Limits): unknown {
    if (this.#socket.writableFinished) return completed(call, undefined);
    const refusal = this.#refusal(tried, limits, !this.#socket.destroyed);
    if (refusal !== null) return failed(call, refusal.error);
    const delivery: Delivery = { settle: ignore };
    this.#socket.end((error?: Error | null) => delivery.settle(error));
    return this.#wait(call, tried, limits, delivery);
  }

  /** The socket is closed: no callback will come, or one that knows of no error. */
  close(): void {
    this.#last.settle(null);
  }

  #refusal(tried: string, { signal }: Limits, mayGo = this.#socket.writable): { error: unknown } | null {
    const busy = this.#turn.refusal(tried);
    if (busy !== null) return { error: busy };
    if (signal?.aborted) return { error: signal.reason };
    return mayGo ? null : { error: this.#whyNot(tried) };
  }

  /** Asked before: writing to a socket that was ended would be an error of the whole socket. */
  #whyNot(tried: string): unknown {
    const { errored, writableEnded, destroyed } = this.#socket;
    if (errored !== null) return errored;
    return writableEnded && !destroyed ? socketClosed(tried, 'its writing half was ended') : socketClosed(tried);
  }

  get #isWithSystem(): boolean {
    return this.#socket.writableLength === 0 && this.#socket.errored === null && !this.#socket.destroyed;
  }

  /** Nothing is called off: Node has the data, and sends it unless the socket is destroyed. */
  #wait(call: string, about: string, limits: Limits, delivery: Delivery): unknown {
    this.#last = delivery;
    const begin: HostWork<void>['begin'] = (resolve, reject) => {
      delivery.settle = (error) => {
        if (error) reject(error);
        else if (this.#isCutOff) reject(this.#whyNot(about));
        else resolve();
      };
      return undefined;
    };
    return this.#turn.wait(call, { about, begin }, limits);
  }

  /** Node calls back without an error for what was under way when the socket was destroyed. */
  get #isCutOff(): boolean {
    return this.#socket.destroyed && !this.#socket.writableFinished;
  }
}

function ignore(): void {}

export function checkData(api: string, data: unknown): Data {
  if (typeof data === 'string' || data instanceof Uint8Array) return data;
  throw badArgument(api, 'expected a string (sent as UTF-8), a Buffer or another Uint8Array', data);
}
