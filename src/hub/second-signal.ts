/**
 * Who has a signal twice at once was told once: npm passes on to its script the Ctrl-C that the terminal has sent to both of them
 * already. People who mean it a second time take longer.
 */
const AT_ONCE_MS = 500;

/** Whether a signal is meant as one more, after the first at that time (of `performance.now()`). */
export function isSecondSignal(firstAt: number): boolean {
  return performance.now() - firstAt >= AT_ONCE_MS;
}
