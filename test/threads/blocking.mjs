// What the tests run in threads, with greenspool.
import { sleep } from 'greenspool';
import { transfer } from 'greenspool/threads';

export function* gen(n) {
  yield sleep(1);
  return n + 1;
}

export async function breakOff() {
  const { IncompleteRead } = await import('greenspool/net');
  throw new IncompleteRead('readExactly()', '4 bytes', 3);
}

export function zeros(n) {
  const bytes = new Uint8Array(n);
  return transfer(bytes, [bytes.buffer]);
}
