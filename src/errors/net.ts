/** The errors of sockets. What the system refuses (ECONNREFUSED, ECONNRESET, ...) is thrown as Node made it. */
import { GreenspoolError } from './greenspool-error.js';

/** The other side has closed the connection before there was what a read needs. What has come is still there to be read. */
export class IncompleteRead extends GreenspoolError {
  /** How many bytes have come and were not read. */
  readonly received: number;

  constructor(tried: string, wanted: string, received: number) {
    super({
      code: 'GS_INCOMPLETE_READ',
      tried,
      stopped: `the other side closed the connection before ${wanted} had come; ${received} bytes have`,
      fix: 'Catch this error; what has come can be read with `read()`',
    });
    this.received = received;
  }

  override get name(): string {
    return 'IncompleteRead';
  }
}

export function lineTooLong(tried: string, maxLength: number): GreenspoolError {
  return new GreenspoolError({
    code: 'GS_LINE_TOO_LONG',
    tried,
    stopped: `no end came within ${maxLength} bytes`,
    fix: 'Close the connection, read the bytes with `read()`, or allow more (`maxLength`, or `maxLineLength` of the socket)',
  });
}

export function socketBusy(tried: string, who: string, call: string): GreenspoolError {
  return new GreenspoolError({
    code: 'GS_BUSY',
    tried,
    stopped: `${who} is in ${call}() there, and two at once would get pieces of each other's data`,
    fix: 'Let one greenlet read and one write, with a Queue between them and the others, or use `lock.withLock(...)` around each call',
  });
}

export function socketClosed(tried: string, stopped = 'it was closed by this program'): GreenspoolError {
  return new GreenspoolError({
    code: 'GS_SOCKET_CLOSED',
    tried,
    stopped,
    fix: 'Close it (or its writing half, by `end()`) when nobody uses it any more, or catch this error and end',
  });
}
