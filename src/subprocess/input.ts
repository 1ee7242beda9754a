/**
 * The standard input of a program, which is closed when the program has exited. Node does the same, but cuts off what is on its way
 * to a grandchild, and who writes or ends it afterwards hears of a closed socket, if he is late.
 *
 *     open ──exited──▶ gone: writes fail with EPIPE, and there is nothing left to end
 *       └──exited, and something is on its way──▶ stays open for who still reads it
 */
import { checkLimits, type Limits } from '../greenlet/host-wait.js';
import { completed } from '../hub/wait.js';
import { Socket } from '../net/socket.js';
import { troubleOf } from './trouble.js';

export class Input extends Socket {
  #isGone = false;

  /** The program has exited: nobody else would close the pipe if its user never does. */
  exited(): void {
    const { writable, writableLength } = this.socket;
    if (!writable || writableLength > 0) return;
    this.#isGone = true;
    this.socket.destroy(Object.assign(new Error('write EPIPE'), { ...troubleOf('EPIPE'), syscall: 'write' }));
  }

  // biome-ignore lint/suspicious/noExplicitAny: as that of Socket
  override end(options: Limits = {}): any {
    if (!this.#isGone) return super.end(options);
    checkLimits('end', options);
    return completed('end', undefined);
  }
}
