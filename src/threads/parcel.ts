/**
 * Values on their way between threads, serialised once, at a time of our choosing: when a value cannot be cloned that is found
 * here, where it can be said which one, and not in the middle of somebody's `postMessage`. A value that must wait is posted into
 * a channel of its own, and the other end of the channel is sent in its place:
 *
 *     seal: value ──▶ port1 ═══ port2 ──sent with the message──▶ open: receiveMessageOnPort(port2)
 * Rejected: `structuredClone` before sending serialises everything twice. For small plain values a channel (some 20 us) would cost more than
 * they do: what is seen to be plain is sent as it is.
 */
import { MessageChannel, type MessagePort, receiveMessageOnPort, type TransferListItem } from 'node:worker_threads';

/** A value that is serialised already. Who does not open it discards it: a port that nobody closes stays for ever. */
export interface Parcel {
  readonly port: MessagePort;
}

/** Throws a DataCloneError. */
export function seal(value: unknown, transfer: readonly TransferListItem[] = []): Parcel {
  const { port1, port2 } = new MessageChannel();
  try {
    port1.postMessage(value, transfer);
    return { port: port2 };
  } catch (error) {
    port2.close();
    throw error;
  } finally {
    port1.close();
  }
}

export function open({ port }: Parcel): unknown {
  const received = receiveMessageOnPort(port) as { message: unknown };
  port.close();
  return received.message;
}

export function discard({ port }: Parcel): void {
  port.close();
}

export function canBeCloned(value: unknown): boolean {
  try {
    structuredClone(value);
    return true;
  } catch {
    return false;
  }
}

/** So many parts are looked at. */
const MAX_PARTS = 50;

/** It can be cloned without a doubt: a primitive, or a few of them in plain arrays and objects, or a piece of memory. */
export function isPlain(value: unknown): boolean {
  const left = [value];
  for (let n = 0; left.length > 0; n++) {
    const one = left.pop();
    if (n === MAX_PARTS || typeof one === 'function' || typeof one === 'symbol') return false;
    if (typeof one !== 'object' || one === null || isMemory(one)) continue;
    const parts = partsOf(one);
    if (parts === null) return false;
    left.push(...parts);
  }
  return true;
}

/** One of no bytes may be detached, which cannot be cloned. */
function isMemory(value: object): boolean {
  return ArrayBuffer.isView(value) && value.byteLength > 0;
}

function partsOf(value: object): unknown[] | null {
  const parent: unknown = Object.getPrototypeOf(value);
  const isList = Array.isArray(value) && parent === Array.prototype;
  if (!isList && parent !== Object.prototype && parent !== null) return null;
  const parts = Object.values(Object.getOwnPropertyDescriptors(value));
  return parts.length > MAX_PARTS || parts.some(({ get }) => get !== undefined)
    ? null
    : parts.map((one) => one.value as unknown);
}
