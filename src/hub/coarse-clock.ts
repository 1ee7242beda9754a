/**
 * The time of the running slice, in whole milliseconds: good enough to say how long somebody has been parked, and cheap
 * enough to note at every park. (A look at the host's clock costs 25 ns and more, a whole small number one store.)
 * It wraps around after 49 days, so that it stays a small integer; differences are right within 24 days.
 */
export let coarseNow = 0;

/** The hub says how late it is: at the start of each slice, and before main parks outside of any turn. */
export function keepTime(now: number): void {
  coarseNow = now | 0;
}

/** Milliseconds from `since`, on the coarse clock, until `now`, on the hub's. */
export function msBetween(since: number, now: number): number {
  return Math.max(0, ((now | 0) - since) | 0);
}
