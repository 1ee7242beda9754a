/** The errors of pools. */
import { GreenspoolError } from './greenspool-error.js';

/** There is no room in the pool: at once, or when the time was over. */
export class PoolFull extends GreenspoolError {
  constructor(call: string, size: number, stopped?: string) {
    super({
      code: 'GS_POOL_FULL',
      tried: `${call}() in a pool of ${size}`,
      stopped: stopped ?? `${size === 1 ? 'a greenlet runs' : `${size} greenlets run`} in it, and none ended in time`,
      fix: 'Wait longer (a larger `timeout`, or none), make the pool larger, or catch this error',
    });
  }

  override get name(): string {
    return 'PoolFull';
  }
}
