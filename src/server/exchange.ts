/**
 * One request and its answer, with the greenlets that work on it.
 *
 *     admitted ──begin──▶ greenlets run ──▶ over: all of them are dead, and the answer has been handed to Node
 *        │                   ├── the client goes:  they are killed
 *        │                   ├── the time is over: 503, they are killed
 *        │                   └── the server stops and the grace is over: the same
 *        └── the client goes: never begins
 * X1: Whatever its greenlets end with, `failed` or `Application` deals with it in main, never inside the hub's turn.
 * X2: Nothing is sent after the answer; a second one is reported and dropped.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Timeout } from '../errors/greenspool-error.js';
import type { Body } from '../greenlet/body.js';
import { Greenlet } from '../greenlet/greenlet.js';
import { GreenletExit, isExit } from '../greenlet/greenlet-exit.js';
import { kill } from '../greenlet/killing.js';
import { startNow } from '../greenlet/start-now.js';
import { MAX_DELAY_MS } from '../hub/event-loop.js';
import { Observer } from '../hub/observer.js';
import { answerFailure, statusOf } from './failures.js';

/** What the requests are for: a handler, or an app of a framework. */
export interface Application {
  /** Starts working on a request. What it throws is the failure of the request. */
  begin(exchange: Exchange): void;
}

/** The server, as far as one of its requests knows it. */
export interface Host {
  readonly application: Application;
  readonly timeout: number | undefined;
  readonly isStopping: boolean;
  report(error: unknown, exchange: Exchange, greenlet: Greenlet | null): void;
  /** One that has not begun, and whose client has gone. */
  withdraw(exchange: Exchange): void;
  over(exchange: Exchange): void;
}

/** Calls back in main when a greenlet is over. */
class Ending extends Observer {
  readonly #callback: (greenlet: Greenlet) => void;

  constructor(callback: (greenlet: Greenlet) => void) {
    super();
    this.#callback = callback;
  }

  ended(greenlet: Greenlet): void {
    queueMicrotask(() => this.#callback(greenlet));
  }
}

export class Exchange {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly #host: Host;
  #greenlets: Greenlet[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** It has had its turn. */
  hasBegun = false;
  /** Its answer has been handed to Node, and its greenlets are dead; or it has been withdrawn. */
  isOver = false;
  /** Its client has gone, or it has been given up: what its greenlets do now interests nobody. */
  #isAbandoned = false;
  /** It has to wait its turn, or takes longer than a moment: somebody has to hear of it when its client goes. */
  isWatched = false;

  constructor(host: Host, req: IncomingMessage, res: ServerResponse) {
    this.#host = host;
    this.req = req;
    this.res = res;
  }

  /** For messages: `GET /users`. */
  get name(): string {
    return `${this.req.method} ${this.req.url}`;
  }

  begin(): void {
    this.hasBegun = true;
    if (this.#host.isStopping) this.closeAfterwards();
    try {
      this.#host.application.begin(this);
    } catch (error) {
      this.failed(error, null);
    }
    this.settle();
    if (!this.isOver) this.#watch();
  }

  watchClient(): void {
    if (this.isWatched) return;
    this.isWatched = true;
    this.res.once('close', () => this.#closed());
  }

  #watch(): void {
    const { timeout } = this.#host;
    this.watchClient();
    if (timeout === undefined || timeout > MAX_DELAY_MS) return;
    this.#timer = setTimeout(() => this.#tookTooLong(timeout), timeout);
  }

  /** A greenlet of this request, which runs at once where that is possible. */
  run(fn: Body, args: unknown[]): Greenlet {
    const greenlet = new Greenlet(fn, args);
    this.#greenlets.push(greenlet);
    startNow(greenlet);
    return greenlet;
  }

  /** Calls back, in main, when it is over: at once if it is. */
  whenOver(greenlet: Greenlet, callback: (greenlet: Greenlet) => void): void {
    if (greenlet.dead) callback(greenlet);
    else greenlet._observe(new Ending(callback));
  }

  /** The same for what ends the work of the request, which may be over with it: answers its failure, and hands on its value. */
  followedBy(greenlet: Greenlet, ifWell: (value: unknown) => void = () => undefined): void {
    this.whenOver(greenlet, (ended) => {
      try {
        if (!ended.successful()) this.failed(ended.exception, ended);
        else if (isExit(ended.value)) this.killed();
        else ifWell(ended.value);
      } catch (error) {
        this.failed(error, ended);
      }
      this.settle();
    });
  }

  /** Answers with the status of the error, unless something has been sent: then the client sees that the rest is missing. */
  failed(error: unknown, greenlet: Greenlet | null): void {
    if (this.#isAbandoned) return;
    if (statusOf(error) >= 500) this.#host.report(error, this, greenlet);
    answerFailure(this.req, this.res, error);
  }

  /** A greenlet was killed, by somebody other than us: nobody will answer. */
  killed(): void {
    if (!this.#isAbandoned) answerFailure(this.req, this.res, { status: 503 });
  }

  /** Reports what is wrong with a request that is answered all the same. */
  report(error: unknown): void {
    if (!this.#isAbandoned) this.#host.report(error, this, null);
  }

  /** The connection is not to be used for another request. */
  closeAfterwards(): void {
    if (!this.res.headersSent) this.res.setHeader('Connection', 'close');
  }

  /** Ends the work on it: 503 if nothing was sent, and its greenlets are killed. */
  giveUp(why: string): void {
    this.killed();
    if (this.hasBegun) this.#abandon(why);
    else this.#withdraw();
  }

  get isAlive(): boolean {
    return this.#greenlets.some((greenlet) => !greenlet.dead);
  }

  /** Looks whether it is over. */
  settle(): void {
    const { res } = this;
    if (this.isOver || !(res.writableEnded || res.destroyed) || this.isAlive) return;
    this.isOver = true;
    clearTimeout(this.#timer);
    this.#host.over(this);
  }

  #closed(): void {
    if (!this.hasBegun) this.#withdraw();
    else if (!this.res.writableEnded) this.#abandon('the client has gone');
    this.settle();
  }

  #withdraw(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.#host.withdraw(this);
  }

  #tookTooLong(ms: number): void {
    if (this.res.writableEnded) return;
    this.report(new Timeout(this.name, ms, `it was not answered within ${ms} ms`));
    this.giveUp('the request took too long');
    this.settle();
  }

  #abandon(why: string): void {
    this.#isAbandoned = true;
    for (const greenlet of this.#greenlets) {
      if (greenlet.dead) continue;
      greenlet._observe(new Ending(() => this.settle()));
      kill(greenlet, new GreenletExit(why), { block: false });
    }
  }
}
