/**
 * What the processes of one program tell each other. Each worker runs the whole program, so the calls of `serve` are the same in all of
 * them, and go by their number.
 *
 *     primary                                       worker
 *     fork ───────────────────────────────────────▶ runs the program up to serve()
 *       ◀── listening (call, address, url) ─ or ─ failed (call, message, code)
 *     stop (grace) ───────────────────────────────▶ stops its servers
 *       ◀────────────────────────────── stopped (nKilled) ─ and exits
 */
import type { AddressInfo } from 'node:net';

interface Listening {
  type: 'listening';
  call: number;
  address: AddressInfo | string | null;
  url: string;
}

interface Failed {
  type: 'failed';
  call: number;
  message: string;
  code: string | undefined;
}

/** It has stopped, and is about to exit. */
interface Stopped {
  type: 'stopped';
  nKilled: number;
}

interface Stop {
  type: 'stop';
  grace: number;
}

/** What a worker says of one of its calls. */
export type News = Listening | Failed;
export type Message = News | Stopped | Stop;
export type Where = Listening;

const KEY = 'greenspool.server';

/** Undefined for what the program itself sends. */
export function messageIn(data: unknown): Message | undefined {
  return (data as { [KEY]?: Message } | null)?.[KEY];
}

/** When the other side has gone, nothing happens: whoever was to know will hear of that. */
export function post(
  to: { send?: (...args: never[]) => unknown },
  message: Message,
  sent: () => void = () => {},
): void {
  const send = to.send as ((data: unknown, done: () => void) => void) | undefined;
  send?.call(to, { [KEY]: message }, sent);
}
