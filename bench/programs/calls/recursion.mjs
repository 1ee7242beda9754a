// Recursion: Fibonacci, Takeuchi, Ackermann and mutual recursion. Each function can end up in a callback that may be
// replaced, although it never does: what provably calls nobody else is not compiled at all, and would measure nothing.
export const expected = 121_393 + 9 + 509 + 1;

export function run() {
  return fibonacci(26) + takeuchi(14, 9, 5) + ackermann(2, 253) + Number(isEven(4000));
}

let refuse = (n) => {
  throw new RangeError(`${n} is negative`);
};

export function onRefusal(handler) {
  refuse = handler;
}

function fibonacci(n) {
  if (n < 0) return refuse(n);
  return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
}

function takeuchi(x, y, z) {
  if (z < -1) return refuse(z);
  if (y >= x) return z;
  return takeuchi(takeuchi(x - 1, y, z), takeuchi(y - 1, z, x), takeuchi(z - 1, x, y));
}

function ackermann(m, n) {
  if (m < 0) return refuse(m);
  if (m === 0) return n + 1;
  return n === 0 ? ackermann(m - 1, 1) : ackermann(m - 1, ackermann(m, n - 1));
}

function isEven(n) {
  return n === 0 || (n < 0 ? refuse(n) : isOdd(n - 1));
}

function isOdd(n) {
  return n !== 0 && isEven(n - 1);
}
