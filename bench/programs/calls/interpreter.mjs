// A small language three ways: a tokenizer and parser, an evaluator with a switch, and a compiler to closures.
export const expected = '2443264 39 10';

const source = `
let total = 0; let i = 0;
while i < 1200 do
  let j = i % 7;
  if j < 3 then total = total + i * j - 1 else total = total - (j + 1) end;
  i = i + 1;
end;
total
`;

export function run() {
  const program = new Parser(tokenize(source)).block();
  let sum = evaluate(program, new Map());
  sum += compile(program)(new Map());
  for (let i = 0; i < 6; i++) sum += compile(program)(new Map());
  const counts = count(program);
  return `${sum} ${counts.nodes} ${counts.depth}`;
}

function tokenize(text) {
  return text.match(/[a-z]+|\d+|[-+*%<=();]/g) ?? [];
}

class Parser {
  constructor(tokens) {
    this.tokens = tokens;
    this.at = 0;
  }
  peek() {
    return this.tokens[this.at];
  }
  next() {
    return this.tokens[this.at++];
  }
  accept(token) {
    if (this.peek() !== token) return false;
    this.at++;
    return true;
  }
  require(token) {
    if (!this.accept(token)) throw new SyntaxError(`${token} expected, not ${this.peek()}`);
  }
  block() {
    const statements = [];
    while (this.at < this.tokens.length && !['end', 'else'].includes(this.peek())) {
      statements.push(this.statement());
      this.accept(';');
    }
    return { type: 'block', statements };
  }
  statement() {
    if (this.accept('let')) return this.assignment(this.next());
    if (this.accept('while')) return this.loop();
    if (this.accept('if')) return this.condition();
    if (this.tokens[this.at + 1] === '=') return this.assignment(this.next());
    return this.comparison();
  }
  assignment(name) {
    this.require('=');
    return { type: 'assign', name, value: this.comparison() };
  }
  loop() {
    const test = this.comparison();
    this.require('do');
    const body = this.block();
    this.require('end');
    return { type: 'while', test, body };
  }
  condition() {
    const test = this.comparison();
    this.require('then');
    const yes = this.block();
    const no = this.accept('else') ? this.block() : { type: 'block', statements: [] };
    this.require('end');
    return { type: 'if', test, yes, no };
  }
  comparison() {
    return this.binary(['<'], () => this.binary(['+', '-'], () => this.binary(['*', '%'], () => this.primary())));
  }
  binary(operators, operand) {
    let left = operand();
    while (operators.includes(this.peek())) left = { type: 'binary', operator: this.next(), left, right: operand() };
    return left;
  }
  primary() {
    if (this.accept('(')) {
      const inner = this.comparison();
      this.require(')');
      return inner;
    }
    const token = this.next();
    return /\d/.test(token) ? { type: 'number', value: Number(token) } : { type: 'name', name: token };
  }
}

function evaluate(node, scope) {
  switch (node.type) {
    case 'block': {
      let last = 0;
      for (const statement of node.statements) last = evaluate(statement, scope);
      return last;
    }
    case 'assign': {
      const value = evaluate(node.value, scope);
      scope.set(node.name, value);
      return value;
    }
    case 'while':
      while (evaluate(node.test, scope)) evaluate(node.body, scope);
      return 0;
    case 'if':
      return evaluate(node.test, scope) ? evaluate(node.yes, scope) : evaluate(node.no, scope);
    case 'binary':
      return apply(node.operator, evaluate(node.left, scope), evaluate(node.right, scope));
    case 'number':
      return node.value;
    case 'name':
      return scope.get(node.name);
    default:
      throw new Error(`unknown node ${node.type}`);
  }
}

function apply(operator, left, right) {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '%':
      return left % right;
    default:
      return left < right;
  }
}

function compile(node) {
  return compilers[node.type](node);
}

const compilers = {
  block({ statements }) {
    const steps = statements.map(compile);
    return (scope) => steps.reduce((_, step) => step(scope), 0);
  },
  assign({ name, value }) {
    const get = compile(value);
    return (scope) => {
      const result = get(scope);
      scope.set(name, result);
      return result;
    };
  },
  while({ test, body }) {
    const isGoingOn = compile(test);
    const step = compile(body);
    return (scope) => {
      while (isGoingOn(scope)) step(scope);
      return 0;
    };
  },
  if({ test, yes, no }) {
    const isTrue = compile(test);
    const [whenTrue, whenFalse] = [compile(yes), compile(no)];
    return (scope) => (isTrue(scope) ? whenTrue(scope) : whenFalse(scope));
  },
  binary({ operator, left, right }) {
    const [a, b] = [compile(left), compile(right)];
    return (scope) => apply(operator, a(scope), b(scope));
  },
  number:
    ({ value }) =>
    () =>
      value,
  name:
    ({ name }) =>
    (scope) =>
      scope.get(name),
};

function count(node) {
  let nodes = 1;
  let depth = 0;
  for (const child of Object.values(node).flat()) {
    if (child === null || typeof child !== 'object') continue;
    const inner = count(child);
    nodes += inner.nodes;
    depth = Math.max(depth, inner.depth);
  }
  return { nodes, depth: depth + 1 };
}
