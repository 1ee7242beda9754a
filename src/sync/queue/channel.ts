/** Channel: a rendezvous. There is no room in between: a `put` waits for somebody who takes. */
import { ChannelClosed } from '../../errors/sync.js';
import type { NameOptions } from '../named.js';
import { BaseQueue } from './base-queue.js';
import { Fifo } from './fifo.js';

/**
 * Hands items from `put` to `get`, both of which wait for each other and may switch away. If the greenlet that an item was handed
 * to is killed before it runs, the item waits for the next `get`. Throws ChannelClosed, QueueEmpty and QueueFull (nobody came
 * in time), and GS_BAD_ARGUMENT for a bad timeout.
 *
 * @example
 * const channel = new Channel();
 * spawn(function* () { yield channel.put('hello'); channel.close() });
 * for await (const word of channel) console.log(word); // prints hello
 */
export class Channel<T = unknown> extends BaseQueue<T> {
  constructor(options?: NameOptions) {
    super(new Fifo<T>(), 0, options);
  }

  /** Ends it: every `put` and `get` throws ChannelClosed from now on, and so do those that wait. Does not switch. */
  override close(): void {
    super.close();
  }

  /** True when it was closed. */
  get closed(): boolean {
    return this.isClosed;
  }

  /** @internal */
  override endError(call: string): Error {
    return new ChannelClosed(call, this.name);
  }

  /** @internal */
  override isEnd(error: unknown): boolean {
    return error instanceof ChannelClosed && this.isClosed;
  }

  /** @internal */
  protected override describeFull(): string {
    return 'nobody takes';
  }
}
