/** `hub`: the settings of this thread's scheduler. */
import { badArgument } from '../errors/misuse.js';
import { isRecordingSpawns, recordSpawns } from '../greenlet/spawn-places.js';
import { type BlockedHandler, maxBlockMs, onBlocked, setMaxBlockMs, setOnBlocked } from './blocking.js';
import { ringCheckMs, setRingCheck } from './ring-watch.js';

/** Settings of this thread's hub. Each may be set at any time; none of them costs anything until it is set. */
export interface Hub {
  /**
   * A greenlet that runs for longer than this without giving way (ms) is reported, with its stack, while it still runs. 0, as
   * at first: nobody watches. Setting it throws GS_BAD_ARGUMENT, and GS_NO_THREADS outside of Node.
   */
  maxBlockMs: number;
  /** Is told of such a greenlet, as soon as the thread is free again, in place of a message on standard error. */
  onBlocked: BlockedHandler | null;
  /** Whether to note where each greenlet is made, for dumps and for reports of failures. Off at first: it costs 10 microseconds a spawn. */
  recordSpawns: boolean;
  /** How often rings of greenlets that wait for each other are looked for (ms); 1000 at first, 0 for never. */
  ringCheckMs: number;
}

/**
 * Settings of this thread's scheduler; see `Hub`. Never switches.
 *
 * @example
 * hub.maxBlockMs = 100;
 * spawn(function* busy() { for (const end = Date.now() + 300; Date.now() < end; ); });
 * // standard error: greenspool: busy#3 has held the thread for 101 ms, and where it is
 */
export const hub: Hub = {
  get maxBlockMs() {
    return maxBlockMs();
  },
  set maxBlockMs(ms) {
    setMaxBlockMs(ms);
  },
  get onBlocked() {
    return onBlocked();
  },
  set onBlocked(handler) {
    setOnBlocked(handler);
  },
  get recordSpawns() {
    return isRecordingSpawns();
  },
  set recordSpawns(wanted) {
    if (typeof wanted !== 'boolean') throw badArgument('hub.recordSpawns', 'expected true or false', wanted);
    recordSpawns(wanted);
  },
  get ringCheckMs() {
    return ringCheckMs();
  },
  set ringCheckMs(ms) {
    if (typeof ms !== 'number' || !(ms >= 0))
      throw badArgument('hub.ringCheckMs', 'a duration is a number of ms, 0 or more', ms);
    setRingCheck(ms);
  },
};
