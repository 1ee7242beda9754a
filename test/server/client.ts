/** A server on a free port with what it reports, and a client that sees and says every byte. */
import { connect, type Socket } from 'node:net';
import { type Served, type ServeOptions, serve, type WebServer } from 'greenspool/server';

export interface Site extends AsyncDisposable {
  server: WebServer;
  port: number;
  /** Codes of what was reported, or messages where there is no code. */
  errors: string[];
  get(path: string, headers?: string): Promise<Answer>;
}

export async function site(handler: Served, options: ServeOptions = {}): Promise<Site> {
  const errors: string[] = [];
  const onError = (error: unknown) => {
    const { code, message } = (error ?? {}) as { code?: string; message?: string };
    errors.push(code ?? message ?? String(error));
  };
  const server: WebServer = await serve(handler, { port: 0, host: '127.0.0.1', signals: false, onError, ...options });
  const port = server.port as number;
  return {
    server,
    port,
    errors,
    get: (path, headers = '') =>
      answerTo(port, `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${headers}\r\n`),
    async [Symbol.asyncDispose]() {
      await server.stop({ grace: 0 });
    },
  };
}

export class Answer {
  readonly raw: string;
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string;

  constructor(raw: string) {
    const [head = '', ...rest] = raw.split('\r\n\r\n');
    const [first = '', ...lines] = head.split('\r\n');
    this.raw = raw;
    this.status = Number(first.split(' ')[1]);
    this.headers = Object.fromEntries(lines.map((line) => line.toLowerCase().split(': ') as [string, string]));
    const body = rest.join('\r\n\r\n');
    this.body = this.headers['transfer-encoding'] === 'chunked' ? unchunked(body) : body;
  }
}

/** As far as it has come. */
function unchunked(body: string): string {
  const [, size = '0'] = /^([0-9a-f]+)\r\n/.exec(body) ?? [];
  const start = size.length + 2;
  const n = Number.parseInt(size, 16);
  return n === 0 ? '' : body.slice(start, start + n) + unchunked(body.slice(start + n + 2));
}

/** Opens a connection, sends that, and collects what comes until the server closes it. */
export async function answerTo(port: number, text: string): Promise<Answer> {
  return new Answer(await heard(dial(port, text)));
}

export function dial(port: number, text = ''): Socket {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined); // a reset counts as the end
  if (text !== '') socket.write(text);
  return socket;
}

/** All that a connection gets until it is closed. */
export function heard(socket: Socket): Promise<string> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  return new Promise((resolve) => socket.once('close', () => resolve(Buffer.concat(chunks).toString())));
}

/** Until it is true; fails after two seconds. */
export async function until(isTrue: () => boolean, what: string): Promise<void> {
  const end = performance.now() + 2000;
  while (!isTrue()) {
    if (performance.now() > end) throw new Error(`never: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
