/**
 * The rest of an upload whose answer is out already. A connection that is closed while its client still sends is reset, and a
 * client that sends everything before it reads would never see the answer. So the rest is read and thrown away, as Node does
 * it for any answer that comes early; but it may have no end, so not for ever.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';

const MOST_BYTES = 32 * 1024 * 1024;
const MOST_MS = 10_000;
/** How long it waits before it looks again. */
const PATIENCE_MS = 20;

/** Does nothing where there is no upload, or all of it has come. */
export function discardUpload(req: IncomingMessage, res: ServerResponse): void {
  if (req.complete || !hasBody(req)) return;
  res.once('finish', () => discardRest(req)); // of pipelined requests not before those in front of it are answered
}

/** A request without one is not complete either when it is answered at once. */
function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** Looks at the socket, because Node keeps from a request what it throws away itself. */
function discardRest(req: IncomingMessage): void {
  const { socket } = req;
  const last = socket.bytesRead + MOST_BYTES;
  let nLooks = MOST_MS / PATIENCE_MS;
  req.resume();
  const timer = setInterval(() => {
    const isOver = req.complete || socket.destroyed;
    const isTooMuch = --nLooks <= 0 || socket.bytesRead > last;
    if (isOver || isTooMuch) clearInterval(timer);
    if (!isOver && isTooMuch) socket.destroy();
  }, PATIENCE_MS);
  timer.unref();
}
