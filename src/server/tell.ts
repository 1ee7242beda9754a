/** Who hears of failures, of handlers and of workers. */
import type { IncomingMessage } from 'node:http';
import type { Greenlet } from '../greenlet/greenlet.js';
import { report } from '../greenlet/report.js';
import type { ServeOptions } from './options.js';

/** What is known of a failure beside the error. */
interface About {
  /** For the message. */
  who?: string | undefined;
  req?: IncomingMessage | undefined;
  greenlet?: Greenlet | null;
}

/** `onError` of the options, or else the report of greenspool, which gets both when that one fails. Never throws. */
export function tell({ onError }: ServeOptions, error: unknown, { who, req, greenlet = null }: About): void {
  if (onError === undefined) {
    report(error, greenlet, who);
    return;
  }
  try {
    onError(error, req);
  } catch (failure) {
    report(error, greenlet, who);
    report(failure, null);
  }
}
