// Primes from a chain of greenlets, each of which lets pass what its prime does not divide. Loaded by ../sieve.mjs.
import { Channel, spawn } from 'greenspool/assembly';

class Filter {
  constructor(
    public prime: i32,
    public from: Channel<i32>,
    public to: Channel<i32>,
  ) {}
}

function count(to: Channel<i32>): void {
  let n = 2;
  while (to.send(n)) n++; // until nobody wants more
}

function filter(self: Filter): void {
  while (true) {
    const n = self.from.receive();
    if (n % self.prime != 0 && !self.to.send(n)) break;
  }
  self.from.close(); // ends the greenlet before this one, and so on up the chain
}

/** The n-th prime number. Blocks at every number, in wasm: nobody outside has to know. */
export function nthPrime(n: i32): i32 {
  let from = new Channel<i32>();
  spawn(count, from);
  let prime = 0;
  for (let i = 0; i < n; i++) {
    prime = from.receive();
    const to = new Channel<i32>();
    spawn(filter, new Filter(prime, from, to));
    from = to;
  }
  from.close();
  return prime;
}
