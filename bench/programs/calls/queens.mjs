// Queens on a board, all solutions: recursion, arrays of booleans, small methods.
export const expected = 4 + 92 + 352 + 724;

export function run() {
  return [6, 8, 9, 10].reduce((sum, size) => sum + new Board(size).countSolutions(), 0);
}

class Board {
  constructor(size) {
    this.size = size;
    this.columns = new Array(size).fill(true);
    this.rising = new Array(2 * size).fill(true);
    this.falling = new Array(2 * size).fill(true);
  }
  countSolutions() {
    return this.place(0);
  }
  place(row) {
    if (row === this.size) return 1;
    let nSolutions = 0;
    for (let column = 0; column < this.size; column++) {
      if (!this.isFree(row, column)) continue;
      this.set(row, column, false);
      nSolutions += this.place(row + 1);
      this.set(row, column, true);
    }
    return nSolutions;
  }
  isFree(row, column) {
    return this.columns[column] && this.rising[row + column] && this.falling[row - column + this.size];
  }
  set(row, column, isFree) {
    this.columns[column] = isFree;
    this.rising[row + column] = isFree;
    this.falling[row - column + this.size] = isFree;
  }
}
