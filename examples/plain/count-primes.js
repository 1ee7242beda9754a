// Work for one core: what examples/plain/primes.js runs in threads.
import { createHash } from 'node:crypto';

/** How many primes are there from `from` up to `to`? */
export function countPrimes({ from, to }) {
  let count = 0;
  for (let n = Math.max(from, 2); n < to; n++) if (isPrime(n)) count++;
  return count;
}

function isPrime(n) {
  for (let d = 2; d * d <= n; d++) if (n % d === 0) return false;
  return true;
}

/** Hashes a text again and again. */
export function stretch(text, rounds) {
  let hash = text;
  for (let i = 0; i < rounds; i++) hash = createHash('sha256').update(hash).digest('hex');
  if (rounds === 0) throw new RangeError('at least one round');
  return hash;
}
