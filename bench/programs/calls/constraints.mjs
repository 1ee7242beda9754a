// A graph of cells and one-way constraints with strengths: planning, propagation and re-planning after an edit.
export const expected = 2_475_017;

export function run() {
  return chain(120) + tree(7) + projection(60);
}

class Strength {
  constructor(level, name) {
    this.level = level;
    this.name = name;
  }
  isStrongerThan(other) {
    return this.level < other.level;
  }
  static weakest(a, b) {
    return a.isStrongerThan(b) ? b : a;
  }
}

const required = new Strength(0, 'required');
const preferred = new Strength(1, 'preferred');
const normal = new Strength(2, 'normal');
const weak = new Strength(3, 'weak');

class Cell {
  constructor(value) {
    this.value = value;
    this.constraints = [];
    this.determinedBy = null;
    this.walk = weak;
    this.mark = 0;
  }
  addConstraint(constraint) {
    this.constraints.push(constraint);
  }
  consumers() {
    return this.constraints.filter((one) => one !== this.determinedBy && one.isSatisfied());
  }
}

class Constraint {
  constructor(strength, cells) {
    this.strength = strength;
    this.cells = cells;
    this.output = null;
    for (const cell of cells) cell.addConstraint(this);
  }
  isSatisfied() {
    return this.output !== null;
  }
  inputs() {
    return this.cells.filter((cell) => cell !== this.output);
  }
  isKnown(mark) {
    return this.inputs().every((cell) => cell.mark === mark || cell.determinedBy === null);
  }
  choose(mark) {
    let best = null;
    for (const cell of this.cells) {
      if (cell.mark === mark || !this.strength.isStrongerThan(cell.walk)) continue;
      if (best === null || best.walk.isStrongerThan(cell.walk)) best = cell;
    }
    this.output = best;
    return best;
  }
  recalculate() {
    this.output.walk = this.inputs().reduce((found, cell) => Strength.weakest(found, cell.walk), this.strength);
    this.execute();
  }
  execute() {}
}

class Stay extends Constraint {
  constructor(strength, cell) {
    super(strength, [cell]);
  }
}

class Edit extends Constraint {
  constructor(strength, cell, source) {
    super(strength, [cell]);
    this.source = source;
  }
  execute() {
    this.output.value = this.source.value;
  }
}

class Equal extends Constraint {
  constructor(strength, a, b) {
    super(strength, [a, b]);
  }
  execute() {
    const [a, b] = this.cells;
    if (this.output === a) a.value = b.value;
    else b.value = a.value;
  }
}

class Scale extends Constraint {
  constructor(strength, source, factor, offset, target) {
    super(strength, [source, target]);
    this.factor = factor;
    this.offset = offset;
  }
  execute() {
    const [source, target] = this.cells;
    if (this.output === target) target.value = source.value * this.factor + this.offset;
    else source.value = Math.floor((target.value - this.offset) / this.factor);
  }
}

class Planner {
  constructor() {
    this.mark = 0;
  }
  add(constraint) {
    this.mark++;
    let next = constraint;
    while (next !== null) next = this.satisfy(next);
    return constraint;
  }
  /** Gives the constraint that this one has pushed aside, if any. */
  satisfy(constraint) {
    const output = constraint.choose(this.mark);
    if (output === null) {
      if (constraint.strength === required) throw new Error('a required constraint cannot be satisfied');
      return null;
    }
    for (const input of constraint.inputs()) input.mark = this.mark;
    const overridden = output.determinedBy;
    if (overridden !== null) overridden.output = null;
    output.determinedBy = constraint;
    this.propagateFrom(constraint);
    output.mark = this.mark;
    return overridden;
  }
  propagateFrom(constraint) {
    const open = [constraint];
    while (open.length > 0) {
      const one = open.pop();
      one.recalculate();
      open.push(...one.output.consumers());
    }
  }
  planFrom(sources) {
    const mark = ++this.mark;
    const plan = [];
    const open = [...sources];
    while (open.length > 0) {
      const constraint = open.shift();
      if (constraint.output.mark === mark || !constraint.isKnown(mark)) continue;
      plan.push(constraint);
      constraint.output.mark = mark;
      open.push(...constraint.output.consumers());
    }
    return plan;
  }
}

function chain(n) {
  const planner = new Planner();
  const cells = Array.from({ length: n }, () => new Cell(0));
  for (let i = 1; i < n; i++) planner.add(new Equal(required, cells[i - 1], cells[i]));
  planner.add(new Stay(normal, cells[n - 1]));
  const source = { value: 0 };
  const edit = planner.add(new Edit(preferred, cells[0], source));
  const plan = planner.planFrom([edit]);
  let sum = 0;
  for (let i = 0; i < 50; i++) {
    source.value = i;
    plan.forEach((constraint) => constraint.execute());
    sum += cells[n - 1].value;
  }
  return sum;
}

function tree(depth) {
  const planner = new Planner();
  const source = { value: 1 };
  const root = new Cell(0);
  const leaves = grow(planner, root, depth);
  const edit = planner.add(new Edit(preferred, root, source));
  let sum = 0;
  for (let i = 0; i < 8; i++) {
    source.value = i;
    for (const constraint of planner.planFrom([edit])) constraint.recalculate();
    sum += leaves.reduce((total, cell) => total + cell.value, 0);
  }
  return sum;
}

function grow(planner, cell, depth) {
  if (depth === 0) return [cell];
  const left = new Cell(0);
  const right = new Cell(0);
  planner.add(new Scale(required, cell, 2, 1, left));
  planner.add(new Scale(required, cell, 3, 0, right));
  return [...grow(planner, left, depth - 1), ...grow(planner, right, depth - 1)];
}

function projection(n) {
  const planner = new Planner();
  const pairs = [];
  for (let i = 0; i < n; i++) {
    const source = new Cell(i);
    const target = new Cell(0);
    planner.add(new Stay(normal, source));
    planner.add(new Scale(required, source, 10, 1000, target));
    pairs.push({ source, target });
  }
  let sum = 0;
  for (const { source, target } of pairs) {
    planner.add(new Edit(preferred, source, { value: source.value + 1 }));
    sum += target.value;
  }
  return sum;
}
