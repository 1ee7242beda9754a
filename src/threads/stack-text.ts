/** Stacks without what is only ours: how jobs are sent, run and waited for says nothing to whoever reads them. */
const OURS =
  /[/\\]build[/\\](?:errors|frames|greenlet|group|hub|threads)[/\\]|node_modules[/\\]tinypool[/\\]|node:internal[/\\](?:process|timers|modules)/;

/** For `placeLines`. */
export const OUR_LINES = OURS;

export function withoutOurs(stack: string): string {
  const isShown = (line: string) => !(/^\s+at /.test(line) && OURS.test(line));
  return stack.split('\n').filter(isShown).join('\n');
}
