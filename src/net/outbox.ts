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

export class Outbox {
  readonly #socket: NodeSocket;
  readonly #turn = new Turn();

  constructor(socket: NodeSocket) {
    this.#socket = socket;
  }

  write(call: string, tried: string, data: Data, limits: Limits): unknown {
    const refusal = this.#refusal(tried, limits);
    if (refusal !== null) return failed(call, refusal.error);
    if (!canComplete(call)) return completed(call, undefined);
    const sent = this.#send(data);
    if (this.#isWithSystem) return complete(call, undefined);
    return this.#turn.wait(call, workOf(tried, sent), limits);
  }

  /** Says that no more will come, after what was written. */
  end(call: string, tried: string, limits: Limits): unknown {
    if (this.#socket.writableFinished) return completed(call, undefined);
    const refusal = this.#refusal(tried, limits);
    if (refusal !== null && !this.#socket.writableEnded) return failed(call, refusal.error);
    const begin: HostWork<void>['begin'] = (resolve, reject) => {
      this.#socket.end((error?: Error | null) => (error ? reject(error) : resolve()));
      return undefined;
    };
    return this.#turn.wait(call, { about: tried, begin }, limits);
  }

  #refusal(tried: string, { signal }: Limits): { error: unknown } | null {
    const busy = this.#turn.refusal(tried);
    if (busy !== null) return { error: busy };
    if (signal?.aborted) return { error: signal.reason };
    return this.#socket.writable ? null : { error: this.#whyNot(tried) };
  }

  /** Asked before: writing to a socket that was ended would be an error of the whole socket. */
  #whyNot(tried: string): unknown {
    const { errored, writableEnded, destroyed } = this.#socket;
    if (errored !== null) return errored;
    return writableEnded && !destroyed ? socketClosed(tried, 'its writing half was ended') : socketClosed(tried);
  }

  /** Node's callback always comes later, so there is time to listen to it. */
  #send(data: Data): { settle: Settle } {
    const sent = { settle: (() => undefined) as Settle };
    this.#socket.write(data, (error) => sent.settle(error));
    return sent;
  }

  get #isWithSystem(): boolean {
    return this.#socket.writableLength === 0 && this.#socket.errored === null && !this.#socket.destroyed;
  }
}

/** Nothing is called off: Node has the data, and sends it unless the socket is destroyed. */
function workOf(about: string, sent: { settle: Settle }): HostWork<void> {
  const begin: HostWork<void>['begin'] = (resolve, reject) => {
    sent.settle = (error) => (error ? reject(error) : resolve());
    return undefined;
  };
  return { about, begin };
}

export function checkData(api: string, data: unknown): Data {
  if (typeof data === 'string' || data instanceof Uint8Array) return data;
  throw badArgument(api, 'expected a string (sent as UTF-8), a Buffer or another Uint8Array', data);
}
