// Recursion and nothing else: Fibonacci, Takeuchi, Ackermann and mutual recursion.
export const expected = 121_393 + 9 + 509 + 1;

export function run() {
  return fibonacci(26) + takeuchi(14, 9, 5) + ackermann(2, 253) + Number(isEven(4000));
}

function fibonacci(n) {
  return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
}

function takeuchi(x, y, z) {
  if (y >= x) return z;
  return takeuchi(takeuchi(x - 1, y, z), takeuchi(y - 1, z, x), takeuchi(z - 1, x, y));
}

function ackermann(m, n) {
  if (m === 0) return n + 1;
  return n === 0 ? ackermann(m - 1, 1) : ackermann(m - 1, ackermann(m, n - 1));
}

function isEven(n) {
  return n === 0 || isOdd(n - 1);
}

function isOdd(n) {
  return n !== 0 && isEven(n - 1);
}
