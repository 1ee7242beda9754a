// Escape times with complex arithmetic in functions so small that the engine inlines all of them.
export const expected = 625_885;

const size = 160;

export function run() {
  let sum = 0;
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) sum += escapeTime(scale(column, 1.5), scale(row, 1));
  }
  return sum;
}

function scale(index, offset) {
  return (2 * index) / size - offset;
}

function square(x) {
  return x * x;
}

function squaredLength(real, imaginary) {
  return square(real) + square(imaginary);
}

function nextReal(real, imaginary, offset) {
  return square(real) - square(imaginary) + offset;
}

function nextImaginary(real, imaginary, offset) {
  return 2 * real * imaginary + offset;
}

function escapeTime(startReal, startImaginary) {
  let real = 0;
  let imaginary = 0;
  for (let n = 0; n < 50; n++) {
    if (squaredLength(real, imaginary) > 4) return n;
    const next = nextReal(real, imaginary, startReal);
    imaginary = nextImaginary(real, imaginary, startImaginary);
    real = next;
  }
  return 50;
}
