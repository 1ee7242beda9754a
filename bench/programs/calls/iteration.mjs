// Everything that iterates: for-of over arrays, maps, strings and objects of ours; patterns, spread, try and finally.
export const expected = 673_499;

export function run() {
  let sum = 0;
  for (let round = 0; round < 120; round++) {
    const grid = new Grid(24, 10, round);
    sum += total(grid) + rows(grid) + lookUp(grid) + guarded(grid);
  }
  return sum;
}

class Grid {
  constructor(width, height, seed) {
    this.width = width;
    this.rows = [];
    for (let y = 0; y < height; y++) this.rows.push(makeRow(width, y + seed));
  }
  [Symbol.iterator]() {
    let at = -1;
    const { rows: list, width } = this;
    return {
      next() {
        at++;
        const row = list[Math.floor(at / width)];
        return row === undefined ? { done: true, value: undefined } : { done: false, value: row[at % width] };
      },
    };
  }
}

function makeRow(width, seed) {
  const row = [];
  for (let x = 0; x < width; x++) row.push((x * seed + x) % 17);
  return row;
}

function total(grid) {
  let sum = 0;
  for (const value of grid) sum += twice(value);
  return sum;
}

function twice(value) {
  return value + value;
}

function rows(grid) {
  let sum = 0;
  for (const row of grid.rows) {
    const [first, , third = 0, ...rest] = row;
    sum += largest(...rest, first) + third;
    for (const value of row) sum += sign(value - 8);
  }
  return sum;
}

function largest(first, ...others) {
  let most = first;
  for (const value of others) if (value > most) most = value;
  return most;
}

function sign(value) {
  return value < 0 ? -1 : value > 0 ? 1 : 0;
}

function lookUp(grid) {
  const counts = new Map();
  for (const value of grid) counts.set(value, (counts.get(value) ?? 0) + 1);
  let sum = 0;
  for (const [value, n] of counts) sum += value * n;
  for (const letter of `grid ${grid.width}`) sum += weigh(letter);
  return sum;
}

function weigh(letter) {
  return letter.charCodeAt(0) & 7;
}

function guarded(grid) {
  let sum = 0;
  for (const row of grid.rows) {
    try {
      sum += checked(row);
    } catch (error) {
      sum += error.value;
    } finally {
      sum += twice(1);
    }
  }
  return sum;
}

class Refusal extends Error {
  constructor(value) {
    super('refused');
    this.value = value;
  }
}

function checked(row) {
  if (row[1] === 1) throw new Refusal(row[2]);
  return row[1];
}
