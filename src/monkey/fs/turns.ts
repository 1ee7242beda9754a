/**
 * Functions that hold a file open between steps of their own, as readFile does, take turns. Each step is a request of its own to
 * the threads, which serve them in order: without turns a thousand calls would open a thousand files before the first one is
 * read and closed, and run into the limit of the system (EMFILE), where the originals hold one at a time.
 *
 *     inTurn ──fewer than MOST──▶ begun ──over──▶ the next one begins
 *        └──else──▶ waits ──killed──▶ gone
 */

/** Starts the work; `over` is called once, when nothing of it is open any more. */
type Begin = (over: () => void) => void;

/** Far more than there are threads, far fewer than a process may open. */
const MOST = 128;
const waiting = new Set<Begin>();
let nBegun = 0;
let isServing = false;

/** Begins at once or when it is its turn. Returns how to leave the queue; what has begun goes on. */
export function inTurn(begin: Begin): () => void {
  waiting.add(begin);
  serve();
  return () => void waiting.delete(begin);
}

function over(): void {
  nBegun--;
  serve();
}

/** Work may be over at once, as its arguments are wrong: the loop goes on then, and does not nest. */
function serve(): void {
  if (isServing) return;
  isServing = true;
  for (const begin of waiting) {
    if (nBegun >= MOST) break;
    waiting.delete(begin);
    nBegun++;
    begin(over);
  }
  isServing = false;
}
