/**
 * What the processes of one program tell each other. Each worker runs the whole program, so the calls of `serve` are the same in all of
 * them, and go by their number.
 *
 *     primary                                       worker
 *     fork ───────────────────────────────────────▶ runs the program up to serve()
 *       ◀── listening (call, address, url) ─ or ─ failed (call, message, code)
 *     stop (grace) ───────────────────────────────▶ stops its servers, and exits
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

interface Stop {
  type: 'stop';
  grace: number;
}

export type Message = Listening | Failed | Stop;
export type Where = Listening;

const KEY = 'greenspool.server';

/** Undefined for what the program itself sends. */
export function messageIn(data: unknown): Message | undefined {
  return (data as { [KEY]?: Message } | null)?.[KEY];
}

/** False when the other side has gone: whoever was to know will hear of that. */
export function post(
  to: { send?: (...args: never[]) => unknown; isConnected?: () => boolean },
  message: Message,
): void {
  const send = to.send as ((data: unknown, done: () => void) => void) | undefined;
  send?.call(to, { [KEY]: message }, () => undefined);
}
