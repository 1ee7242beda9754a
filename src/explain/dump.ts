/**
 * dump(): the tree of all greenlets as text.
 *
 *     hub
 *     ├─ fetcher#3 waits in waitFor() for a promise, 120 ms
 *     │    at load (app.js:10:12)
 *     └─ worker#4 waits in join() for the end of fetcher#3, 119 ms
 *        and 17 more like worker#4
 */
import { lineOf, placeOf } from '../errors/deadlock.js';
import { type GreenletInfo, snapshot } from './snapshot.js';

/** Lines of a stack that are shown. */
const MAX_FRAMES = 10;
/** Of those that look alike, so many are shown. */
const MAX_ALIKE = 3;

/**
 * What every greenlet does, as a tree in text: its state, what it waits for and for how long, the stack. Greenlets that
 * look alike are counted. Never switches, never throws; works in callbacks and debuggers, too.
 *
 * @example
 * spawn(function* worker() { yield sleep(1000) });
 * await sleep(1);
 * console.log(dump()); // prints a tree with: worker#3 waits in sleep(), 1 ms
 */
export function dump(): string {
  const { roots, nInWasm } = snapshot();
  const lines = roots.flatMap((root) => [...rootLines(root), ...branches(root.children)]);
  if (nInWasm > 0) lines.push(`${nInWasm} more in wasm, which JavaScript has not met`);
  return lines.join('\n');
}

/** Main and the hub are there whatever they do. */
function rootLines(root: GreenletInfo): string[] {
  return root.state === 'running' || root.waits.length > 0 ? own(root) : [root.name];
}

/** The greenlet itself: what it does, below that its stack. */
function own({ name, state, waits, stack, spawnedAt }: GreenletInfo): string[] {
  const [first, ...rest] = waits.map(({ stack: _, ...wait }) => lineOf({ ...wait, stack: [] }));
  const frames = stack.slice(0, MAX_FRAMES).map((frame) => `  at ${placeOf(frame)}`);
  if (stack.length > MAX_FRAMES) frames.push(`  and ${stack.length - MAX_FRAMES} more`);
  const spawned = spawnedAt.slice(0, 1).map((place) => `  spawned at ${place}`);
  return [first ?? `${name} ${inWords(state)}`, ...rest.map((line) => `  and ${line}`), ...frames, ...spawned];
}

function inWords(state: GreenletInfo['state']): string {
  if (state === 'running') return 'runs';
  if (state === 'ready') return 'is ready';
  return state === 'new' ? 'was not started' : 'waits';
}

function branches(children: readonly GreenletInfo[]): string[] {
  const shown = withoutCopies(children);
  return shown.flatMap(({ info, nMore }, i) => {
    const isLast = i === shown.length - 1;
    const [first = '', ...below] = [...own(info), ...branches(info.children)];
    if (nMore > 0) below.push(`and ${nMore} more like ${info.name}`);
    return [`${isLast ? '└─' : '├─'} ${first}`, ...below.map((line) => `${isLast ? ' ' : '│'}  ${line}`)];
  });
}

/** Those that look alike but for their number and their time are shown a few times; the last one of them says how many there are. */
function withoutCopies(children: readonly GreenletInfo[]): { info: GreenletInfo; nMore: number }[] {
  const alike = new Map<string, { info: GreenletInfo; nMore: number }[]>();
  for (const info of children) {
    const look = own(info).join('\n').replace(/\d+/g, '');
    const group = alike.get(look) ?? [];
    const last = group.at(-1);
    if (last !== undefined && group.length >= MAX_ALIKE && info.children.length === 0) last.nMore++;
    else group.push({ info, nMore: 0 });
    alike.set(look, group);
  }
  return [...alike.values()].flat();
}
