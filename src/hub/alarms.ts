/** Timers that wake no greenlet but call back: the hub's own, for Timeout and the like. Set and cancelled in O(1) on average. */
import { engine } from '../engine/load.js';
import { kick, now, setFiredHook } from './hub.js';

export interface Alarm {
  /** @internal Its time has come. Runs in the hub, where nothing may block; must not throw. */
  rang(): void;
}

/** Who the engine means by a payload. */
const alarms: (Alarm | null)[] = [];
const unused: number[] = [];

/** An alarm that is set. */
export interface AlarmHandle {
  readonly timer: number;
  readonly payload: number;
}

/** Sets an alarm for `ms` from now. Throws GS_OUT_OF_MEMORY. */
export function setAlarm(alarm: Alarm, ms: number): AlarmHandle {
  const payload = unused.pop() ?? alarms.push(null) - 1;
  try {
    const timer = engine().timerSet(now() + ms, payload);
    alarms[payload] = alarm;
    kick();
    return { timer, payload };
  } catch (error) {
    unused.push(payload);
    throw error;
  }
}

/** One that has rung must not be cleared: its payload is in other hands. */
export function clearAlarm({ timer, payload }: AlarmHandle): void {
  engine().timerCancel(timer);
  release(payload);
}

setFiredHook((payload) => {
  const alarm = alarms[payload];
  release(payload);
  alarm?.rang();
});

function release(payload: number): void {
  alarms[payload] = null;
  unused.push(payload);
}
