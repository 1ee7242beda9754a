/** The errors of locks, queues and channels. */
import { BarrierError, GreenspoolError } from './greenspool-error.js';

/** There is nothing to get: at once, or when the time was over. */
export class QueueEmpty extends GreenspoolError {
  constructor(call: string, queue: string) {
    super({
      code: 'GS_QUEUE_EMPTY',
      tried: `${call}() of ${queue}`,
      stopped: 'it is empty, and nothing came in time',
      fix: 'Wait longer (a larger `timeout`, or none), or catch this error',
    });
  }

  override get name(): string {
    return 'QueueEmpty';
  }
}

/** There is no room: at once, or when the time was over. */
export class QueueFull extends GreenspoolError {
  constructor(call: string, queue: string) {
    super({
      code: 'GS_QUEUE_FULL',
      tried: `${call}() to ${queue}`,
      stopped: 'nobody takes the item, and no room came in time',
      fix: 'Wait longer (a larger `timeout`, or none), allow more items, or catch this error',
    });
  }

  override get name(): string {
    return 'QueueFull';
  }
}

/** The queue was shut down: no put, and no get once it is empty. */
export class QueueShutdown extends GreenspoolError {
  constructor(call: string, queue: string) {
    super({
      code: 'GS_QUEUE_SHUTDOWN',
      tried: `${call}() of ${queue}`,
      stopped: 'it was shut down, and nothing is left in it',
      fix: 'End the loop here (`for...of` over the queue does so by itself)',
    });
  }

  override get name(): string {
    return 'QueueShutdown';
  }
}

/** The channel was closed: no put, and no get. */
export class ChannelClosed extends GreenspoolError {
  constructor(call: string, channel: string) {
    super({
      code: 'GS_CHANNEL_CLOSED',
      tried: `${call}() of ${channel}`,
      stopped: 'it was closed',
      fix: 'End the loop here (`for...of` over the channel does so by itself)',
    });
  }

  override get name(): string {
    return 'ChannelClosed';
  }
}

export function overRelease(semaphore: string, limit: number): GreenspoolError {
  return new GreenspoolError({
    code: 'GS_OVER_RELEASE',
    tried: `release() of ${semaphore}`,
    stopped: `all of its ${limit} permits are back already`,
    fix: 'Release once for each acquire; `using` and `withLock` do so by themselves',
  });
}

export function notOwner(lock: string, owner: string | null): GreenspoolError {
  return new GreenspoolError({
    code: 'GS_NOT_OWNER',
    tried: `release() of ${lock}`,
    stopped: owner === null ? 'nobody holds it' : `${owner} holds it`,
    fix: 'Release it in the greenlet that acquired it, as often as it acquired it; to signal across greenlets use a Semaphore',
  });
}

export function tooManyTasksDone(queue: string): GreenspoolError {
  return new GreenspoolError({
    code: 'GS_TASK_DONE',
    tried: `taskDone() of ${queue}`,
    stopped: 'every item that was put into it is done already',
    fix: 'Call it once for each item that you got',
  });
}

export function cannotIterate(queue: string): BarrierError {
  return new BarrierError({
    code: 'GS_BARRIER',
    kind: 'async',
    tried: `for...of over ${queue}`,
    stopped:
      'it may have to wait, and an async function, the main program or an uncompiled function cannot be left by a loop',
    fix: 'Write `for await (const item of queue)`; in compiled functions `for...of` waits',
  });
}

export function badBody(api: string): GreenspoolError {
  return new GreenspoolError({
    code: 'GS_BAD_ARGUMENT',
    tried: `${api} with a generator function`,
    stopped: 'the caller is no greenlet that could run a generator',
    fix: 'Pass an async function here; in the body of a greenlet a generator function is fine',
  });
}
