// A sieve over an array of flags: nearly all loop, a few calls.
export const expected = 17_984 + 1229;

export function run() {
  return countPrimes(200_000) + countPrimes(10_000);
}

function countPrimes(limit) {
  const isPrime = new Array(limit + 1).fill(true);
  let n = 0;
  for (let i = 2; i <= limit; i++) {
    if (!isPrime[i]) continue;
    n++;
    strike(isPrime, i, limit);
  }
  return n;
}

function strike(isPrime, step, limit) {
  for (let i = step + step; i <= limit; i += step) isPrime[i] = false;
}
