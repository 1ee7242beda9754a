// Queries over records: map, filter, reduce, flatMap, sort and forEach with closures, on arrays, maps and sets.
export const expected = 'EHA abbcccdd 506 1343312 2595 true';

const records = makeRecords(3000);

export function run() {
  const totals = totalsByTeam(records);
  const best = [...totals.entries()].sort(([, a], [, b]) => b.points - a.points || b.n - a.n).slice(0, 3);
  const tags = commonTags(records, 100);
  const median = percentile(
    records.map(({ points }) => points),
    0.5,
  );
  const pairs = records
    .filter(({ points }) => points > 800)
    .flatMap((record) => record.tags.map((tag) => ({ tag, id: record.id })))
    .filter(({ tag }) => tag !== 'a')
    .map(({ tag, id }) => tag.length + id)
    .reduce((sum, value) => sum + value, 0);
  const byName = [...records].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.id - b.id));
  const isRanked = byName.every((record, i) => i === 0 || byName[i - 1].name <= record.name);
  const firstName = byName.find(({ points }) => points > 990).id;
  const teams = best.map(([team]) => team).join('');
  return [teams, tags.join(''), median, pairs, firstName, isRanked].join(' ');
}

function makeRecords(n) {
  const random = generator(7);
  return Array.from({ length: n }, (_, id) => ({
    id,
    name: `n${random(500)}`,
    team: 'ABCDEFGH'[random(8)],
    points: random(1000),
    tags: ['a', 'bb', 'ccc', 'dd'].filter(() => random(2) === 0),
  }));
}

function generator(seed) {
  let state = seed;
  return (limit) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % limit;
  };
}

function totalsByTeam(list) {
  const totals = new Map();
  list.forEach(({ team, points }) => {
    const total = totals.get(team) ?? { points: 0, n: 0 };
    totals.set(team, { points: total.points + points, n: total.n + 1 });
  });
  return totals;
}

function commonTags(list, atLeast) {
  const counts = new Map();
  list.forEach(({ tags }) => {
    tags.forEach((tag) => counts.set(tag, (counts.get(tag) ?? 0) + 1));
  });
  const common = new Set();
  counts.forEach((count, tag) => {
    if (count >= atLeast) common.add(tag);
  });
  return [...common].sort();
}

function percentile(numbers, fraction) {
  const sorted = numbers.slice().sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length * fraction)];
}
