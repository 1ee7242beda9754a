// All permutations of a small array by swapping, each handed to a callback.
export const expected = '362880 8951040';

export function run() {
  let nSeen = 0;
  let weight = 0;
  const items = [1, 2, 3, 4, 5, 6, 7, 8, 9];
  permute(items, items.length, (order) => {
    nSeen++;
    weight += order[0] * order[8] + (order[3] > order[4] ? 1 : 0);
  });
  return `${nSeen} ${weight}`;
}

function permute(items, n, visit) {
  if (n === 1) {
    visit(items);
    return;
  }
  for (let i = 0; i < n; i++) {
    permute(items, n - 1, visit);
    swap(items, n % 2 === 0 ? i : 0, n - 1);
  }
}

function swap(items, i, j) {
  const item = items[i];
  items[i] = items[j];
  items[j] = item;
}
