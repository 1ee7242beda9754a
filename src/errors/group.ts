/** The errors of pools. */
import { GreenspoolError } from './greenspool-error.js';

/** There is no room in the pool: at once, or when the time was over. */
export class PoolFull extends GreenspoolError {
  constructor(call: string, size: number, why: { stopped: string; fix: string } = busy(size)) {
    super({ code: 'GS_POOL_FULL', tried: `${call}() in a pool of ${size}`, ...why });
  }

  override get name(): string {
    return 'PoolFull';
  }
}

function busy(size: number) {
  return {
    stopped: `${size === 1 ? 'a greenlet runs' : `${size} greenlets run`} in it, and none ended in time`,
    fix: 'Wait longer (a larger `timeout`, or none), make the pool larger, or catch this error',
  };
}

/** A pool of threads, which nobody waits for room in. */
export function queueFull(call: string, size: number, maxQueue: number): PoolFull {
  return new PoolFull(call, size, {
    stopped: `all threads have a job, and ${maxQueue} more wait, which is the limit`,
    fix: 'Call when earlier jobs have ended, let more wait (a larger `maxQueue`, or none), make the pool larger, or catch this error',
  });
}
