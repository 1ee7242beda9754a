// Finds the natural loops of a big flow graph: depth-first order, dominators, loop bodies, in maps, sets and arrays.
export const expected = '2523 384 4128 9';

export function run() {
  const graph = buildGraph(24, 8);
  const order = depthFirstOrder(graph.entry);
  const dominators = findDominators(order);
  const loops = findLoops(order, dominators);
  const nInside = [...loops.values()].reduce((sum, body) => sum + body.size, 0);
  const deepest = nestingDepths(loops).reduce((most, depth) => Math.max(most, depth), 0);
  return `${order.length} ${loops.size} ${nInside} ${deepest}`;
}

class Block {
  constructor(id) {
    this.id = id;
    this.successors = [];
    this.predecessors = [];
    this.index = -1;
  }
  connect(other) {
    this.successors.push(other);
    other.predecessors.push(this);
    return other;
  }
}

class Graph {
  constructor() {
    this.blocks = [];
    this.entry = this.block();
  }
  block() {
    const block = new Block(this.blocks.length);
    this.blocks.push(block);
    return block;
  }
  straight(from, n) {
    let at = from;
    for (let i = 0; i < n; i++) at = at.connect(this.block());
    return at;
  }
  diamond(from) {
    const join = this.block();
    this.straight(from, 1).connect(join);
    this.straight(from, 2).connect(join);
    return join;
  }
  loop(from, inner) {
    const head = from.connect(this.block());
    const last = inner(this.diamond(head));
    last.connect(head);
    return head.connect(this.block());
  }
}

function buildGraph(nGroups, nLoops) {
  const graph = new Graph();
  let at = graph.entry;
  for (let group = 0; group < nGroups; group++) {
    for (let i = 0; i < nLoops; i++) {
      const nested = (from) => graph.loop(from, (inside) => graph.straight(inside, 1));
      at = graph.loop(at, i === group % nLoops ? (from) => graph.straight(from, 2) : nested);
    }
  }
  for (let depth = 1; depth < 25; depth += 12) at = nest(graph, at, 12);
  return graph;
}

function nest(graph, from, depth) {
  return depth === 0 ? graph.straight(from, 1) : graph.loop(from, (inside) => nest(graph, inside, depth - 1));
}

/** Reverse postorder, without recursion on a path as long as the graph. */
function depthFirstOrder(entry) {
  const order = [];
  const seen = new Set([entry]);
  const stack = [{ block: entry, next: 0 }];
  while (stack.length > 0) {
    const top = stack[stack.length - 1];
    if (top.next < top.block.successors.length) {
      const successor = top.block.successors[top.next++];
      if (seen.has(successor)) continue;
      seen.add(successor);
      stack.push({ block: successor, next: 0 });
    } else {
      order.push(top.block);
      stack.pop();
    }
  }
  order.reverse();
  order.forEach((block, index) => {
    block.index = index;
  });
  return order;
}

function findDominators(order) {
  const dominators = new Map([[order[0], order[0]]]);
  let isChanged = true;
  while (isChanged) {
    isChanged = false;
    for (const block of order.slice(1)) {
      const known = block.predecessors.filter((one) => dominators.has(one));
      const dominator = known.reduce((a, b) => intersect(dominators, a, b));
      if (dominators.get(block) === dominator) continue;
      dominators.set(block, dominator);
      isChanged = true;
    }
  }
  return dominators;
}

function intersect(dominators, first, second) {
  let a = first;
  let b = second;
  while (a !== b) {
    while (a.index > b.index) a = dominators.get(a);
    while (b.index > a.index) b = dominators.get(b);
  }
  return a;
}

function dominates(dominators, above, block) {
  let at = block;
  while (at.index > above.index) at = dominators.get(at);
  return at === above;
}

function findLoops(order, dominators) {
  const loops = new Map();
  for (const block of order) {
    for (const head of block.successors) {
      if (head.index > block.index || !dominates(dominators, head, block)) continue;
      const body = loops.get(head) ?? new Set([head]);
      collectBody(body, block);
      loops.set(head, body);
    }
  }
  return loops;
}

function collectBody(body, last) {
  const open = [last];
  while (open.length > 0) {
    const block = open.pop();
    if (body.has(block)) continue;
    body.add(block);
    for (const predecessor of block.predecessors) open.push(predecessor);
  }
}

function nestingDepths(loops) {
  const heads = [...loops.keys()];
  const sample = heads.filter((_, i) => i % 4 === 0);
  return sample.map((head) => heads.filter((other) => loops.get(other).has(head)).length);
}
