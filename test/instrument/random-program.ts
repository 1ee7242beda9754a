/**
 * Random wasm programs for the differential test: any tape of bytes is a valid, terminating program that never traps. Choices are
 * read off the tape, and when it ends every choice is 0, the simplest, so that shrinking the tape shrinks the program.
 *
 *   It terminates: a global `fuel` is spent at every function entry and every turn of a loop; without fuel functions return at once
 *   and loops end. It never traps: divisors are made odd, addresses masked, conversions saturate, tables are filled. It is
 *   deterministic: a NaN gets its canonical bits before anything can look at them.
 *
 * Everything may park: `env.park_*` are imports called directly and through the table, at any depth of expressions and blocks.
 */
const numeric = ['i32', 'i64', 'f32', 'f64'] as const;
const types = [...numeric, 'v128'] as const;
type Type = (typeof types)[number];

interface Signature {
  readonly params: readonly Type[];
  readonly results: readonly Type[];
}

/** A function that can be called: by `$name`, and through the table at `slot`. */
interface Callable extends Signature {
  readonly name: string;
  readonly slot: number;
}

export const entries = ['entry0', 'entry1', 'entry2'] as const;

/** The host functions that may park, with the types that JavaScript can pass. */
export const parkingImports: readonly (Signature & { readonly name: string })[] = [
  { name: 'park', params: ['i32'], results: [] },
  { name: 'park_i32', params: ['i32', 'i64'], results: ['i32'] },
  { name: 'park_i64', params: ['f64'], results: ['i64'] },
  { name: 'park_f32', params: ['f32', 'i32'], results: ['f32'] },
  { name: 'park_f64', params: ['i64', 'f32'], results: ['f64'] },
  { name: 'park_pair', params: ['i32'], results: ['i64', 'f64'] },
  { name: 'park_twins', params: ['f64'], results: ['i32', 'i32', 'f32'] },
];

const entrySignature: Signature = { params: ['i32', 'i64', 'f64'], results: ['i64', 'f64'] };

class Tape {
  private readonly bytes: Uint8Array;
  private at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.at >= this.bytes.length;
  }

  below(n: number): number {
    return (this.bytes[this.at++] ?? 0) % n;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }
}

interface Label {
  readonly name: string;
  readonly types: readonly Type[];
}

/** What is in scope where code is written. */
interface Scope {
  readonly signature: Signature;
  readonly labels: readonly Label[];
  readonly depth: number;
}

export function randomProgram(bytes: Uint8Array): string {
  return new Generator(new Tape(bytes)).program();
}

const show = (keyword: string, list: readonly Type[]) => (list.length > 0 ? `(${keyword} ${list.join(' ')})` : '');

class Generator {
  private readonly tape: Tape;
  private readonly callables: Callable[] = [];
  private nLabels = 0;

  constructor(tape: Tape) {
    this.tape = tape;
  }

  program(): string {
    for (const entry of parkingImports) this.callables.push({ ...entry, slot: this.callables.length });
    const nFunctions = 2 + this.tape.below(6);
    const signatures = entries
      .map(() => entrySignature)
      .concat(Array.from({ length: nFunctions }, () => this.signature()));
    const functions = signatures.map((signature, i) => ({
      ...signature,
      name: entries[i] ?? `f${i}`,
      slot: this.callables.length + i,
    }));
    this.callables.push(...functions);
    const bodies = functions.map((function_) => this.function(function_));
    return `(module\n${this.declarations()}\n${bodies.join('\n')}\n)`;
  }

  private declarations(): string {
    const imports = parkingImports.map(
      ({ name, params, results }) =>
        `(import "env" "${name}" (func $${name} ${show('param', params)} ${show('result', results)}))`,
    );
    const logs = numeric.map((type) => `(import "env" "log_${type}" (func $log_${type} (param ${type})))`);
    const globals = types.flatMap((type) => [0, 1].map((i) => `(global $${type}_${i} (mut ${type}) ${zero(type)})`));
    const getters = numeric.map((type) => `(export "global_${type}" (global $${type}_0))`);
    const exports = entries.map((name) => `(export "${name}" (func $${name}))`);
    return [
      ...imports,
      ...logs,
      '(memory (export "memory") 12)',
      '(global $fuel (export "fuel") (mut i32) (i32.const 0))',
      '(global $sp (mut i32) (i32.const 4096)) (func (export "sp") (result i32) (global.get $sp))',
      ...globals,
      ...getters,
      `(table ${this.callables.length} funcref)`,
      `(elem (i32.const 0) ${this.callables.map(({ name }) => `$${name}`).join(' ')})`,
      ...exports,
      '(func $canonical_f32 (param $x f32) (result f32) (select (local.get $x) (f32.const nan) (f32.eq (local.get $x) (local.get $x))))',
      '(func $canonical_f64 (param $x f64) (result f64) (select (local.get $x) (f64.const nan) (f64.eq (local.get $x) (local.get $x))))',
      '(func $bits (export "bits") (result i64) (i64.xor (i64x2.extract_lane 0 (global.get $v128_0)) (i64x2.extract_lane 1 (global.get $v128_0))))',
    ].join('\n');
  }

  private signature(): Signature {
    const list = (n: number) => Array.from({ length: n }, () => this.tape.pick(types));
    const params = list(this.tape.below(5));
    const nResults = [1, 0, 1, 2, 3][this.tape.below(5)] ?? 1;
    return { params, results: list(nResults) };
  }

  private function({ name, params, results }: Callable): string {
    const scope: Scope = { signature: { params, results }, labels: [], depth: 4 };
    const locals = types.flatMap((type) => [0, 1].map((i) => `(local $${type}_${i} ${type})`));
    const copies = params.map((type, i) => `(local.set $${type}_${i % 2} (local.get $p${i}))`);
    return `(func $${name} ${params.map((type, i) => `(param $p${i} ${type})`).join(' ')} ${show('result', results)} ${locals.join(' ')}
  (if (i32.le_s (global.get $fuel) (i32.const 0)) (then (return ${results.map(zero).join(' ')})))
  (global.set $fuel (i32.sub (global.get $fuel) (i32.const 1)))
  ${copies.join(' ')}
  ${this.statements(scope, 6)}
  ${results.map((type) => this.expression(type, scope)).join(' ')})`;
  }

  private statements(scope: Scope, most: number): string {
    const inner = { ...scope, depth: scope.depth - 1 };
    const n = 1 + this.tape.below(most);
    const list: string[] = [];
    for (let i = 0; i < n && !this.tape.isAtEnd; i++) list.push(this.statement(inner));
    return list.join('\n  ');
  }

  private statement(scope: Scope): string {
    const simple = [
      () => this.assign(scope),
      () => this.callStatement(scope),
      () => this.log(scope),
      () => this.store(scope),
    ];
    const nested = [
      () => this.ifStatement(scope),
      () => this.loop(scope),
      () => this.block(scope),
      () => this.tupleBlock(scope),
    ];
    const jumps = [() => this.jump(scope), () => this.returnEarly(scope), () => this.branchTable(scope)];
    if (scope.depth <= 0) return this.tape.pick([...simple, ...jumps])();
    return this.tape.pick([...simple, ...nested, ...simple, ...nested, ...jumps])();
  }

  private assign(scope: Scope): string {
    const type = this.tape.pick(types);
    const value = this.expression(type, scope);
    return this.tape.pick([
      `(local.set ${this.variable(type)} ${value})`,
      `(global.set ${this.variable(type)} ${canonical(type, value)})`,
    ]);
  }

  private variable(type: Type): string {
    return `$${type}_${this.tape.below(2)}`;
  }

  private log(scope: Scope): string {
    const type = this.tape.pick(numeric);
    return `(call $log_${type} ${this.expression(type, scope)})`;
  }

  private store(scope: Scope): string {
    const type = this.tape.pick(types);
    return `(${type}.store ${this.address(scope)} ${canonical(type, this.expression(type, scope))})`;
  }

  private address(scope: Scope): string {
    return `(i32.and ${this.expression('i32', scope)} (i32.const 0xff8))`;
  }

  /** A call of any function; what it returns is put into variables. */
  private callStatement(scope: Scope): string {
    const callee = this.tape.pick(this.callables);
    return this.keep(this.call(callee, scope), callee.results);
  }

  private keep(values: string, kept: readonly Type[]): string {
    const sets = [...kept].reverse().map((type) => this.tape.pick([`(local.set ${this.variable(type)})`, '(drop)']));
    return `${values} ${sets.join(' ')}`;
  }

  private call(callee: Callable, scope: Scope): string {
    const inner = { ...scope, depth: scope.depth - 1 };
    const values = callee.params.map((type) => this.expression(type, inner)).join(' ');
    if (this.tape.below(3) < 2) return `(call $${callee.name} ${values})`;
    const same = this.callables.filter(
      (other) => String(other.params) === String(callee.params) && String(other.results) === String(callee.results),
    );
    let index = `(i32.const ${callee.slot})`;
    for (const other of same)
      if (this.tape.below(2) === 1)
        index = `(select (i32.const ${other.slot}) ${index} ${this.expression('i32', inner)})`;
    return `(call_indirect ${show('param', callee.params)} ${show('result', callee.results)} ${values} ${index})`;
  }

  private ifStatement(scope: Scope): string {
    const condition = this.expression('i32', scope);
    const label = this.label([]);
    const inside = { ...scope, labels: [...scope.labels, label] };
    const otherwise = this.tape.below(2) === 1 ? `(else ${this.statements(inside, 3)})` : '';
    return `(if ${label.name} ${condition} (then ${this.statements(inside, 3)}) ${otherwise})`;
  }

  private loop(scope: Scope): string {
    const [again, exit] = [this.label([]), this.label([])];
    const body = this.statements({ ...scope, labels: [...scope.labels, exit] }, 3);
    const condition = `(i32.and (i32.gt_s (global.get $fuel) (i32.const 0)) (i32.ne (i32.const 0) ${this.expression('i32', scope)}))`;
    const spend = '(global.set $fuel (i32.sub (global.get $fuel) (i32.const 1)))';
    return `(loop ${again.name} ${spend} (block ${exit.name} ${body}) (br_if ${again.name} ${condition}))`;
  }

  private block(scope: Scope): string {
    const label = this.label([]);
    return `(block ${label.name} ${this.statements({ ...scope, labels: [...scope.labels, label] }, 4)})`;
  }

  /** A block with several results, left early or at its end. */
  private tupleBlock(scope: Scope): string {
    const list = Array.from({ length: 1 + this.tape.below(3) }, () => this.tape.pick(types));
    const label = this.label(list);
    const inside = { ...scope, depth: scope.depth - 1, labels: [...scope.labels, label] };
    const early = `${list.map((type) => this.expression(type, inside)).join(' ')} (br_if ${label.name} ${this.expression('i32', inside)}) ${'(drop)'.repeat(list.length)}`;
    const body = `${this.statements(inside, 2)} ${this.tape.pick(['', early])} ${list.map((type) => this.expression(type, inside)).join(' ')}`;
    return this.keep(`(block ${label.name} ${show('result', list)} ${body})`, list);
  }

  private label(carried: readonly Type[]): Label {
    return { name: `$l${this.nLabels++}`, types: carried };
  }

  private jump(scope: Scope): string {
    if (scope.labels.length === 0) return this.assign(scope);
    const label = this.tape.pick(scope.labels);
    const values = label.types.map((type) => this.expression(type, { ...scope, depth: scope.depth - 1 })).join(' ');
    return `(if ${this.expression('i32', scope)} (then (br ${label.name} ${values})))`;
  }

  private returnEarly(scope: Scope): string {
    const values = scope.signature.results
      .map((type) => this.expression(type, { ...scope, depth: scope.depth - 1 }))
      .join(' ');
    return `(if ${this.expression('i32', scope)} (then (return ${values})))`;
  }

  private branchTable(scope: Scope): string {
    const targets = scope.labels.filter((label) => label.types.length === 0);
    if (targets.length === 0) return this.log(scope);
    const list = Array.from({ length: 1 + this.tape.below(4) }, () => this.tape.pick(targets).name);
    return `(if ${this.expression('i32', scope)} (then (br_table ${list.join(' ')} ${this.expression('i32', scope)})))`;
  }

  private expression(type: Type, scope: Scope): string {
    const inner = { ...scope, depth: scope.depth - 1 };
    const leaves = [
      () => this.constant(type),
      () => `(local.get ${this.variable(type)})`,
      () => `(global.get ${this.variable(type)})`,
    ];
    if (scope.depth <= 0 || this.tape.isAtEnd) return this.tape.pick(leaves)();
    return this.tape.pick([
      ...leaves,
      () => this.binary(type, inner),
      () => this.convert(type, inner),
      () => this.callOf(type, inner),
      () => `(${type}.load ${this.address(inner)})`,
      () => `(local.tee ${this.variable(type)} ${this.expression(type, inner)})`,
      () => this.choose(type, inner),
      () => this.valueBlock(type, inner),
      () => this.callOf(type, inner),
    ])();
  }

  private constant(type: Type): string {
    const n = this.tape.below(256) - 64;
    if (type === 'v128') return `(v128.const i32x4 ${n} ${n * 3} 7 ${n ^ 5})`;
    return `(${type}.const ${type[0] === 'f' ? n / 4 : n * (n & 1 ? 1 : 1_000_003)})`;
  }

  private callOf(type: Type, scope: Scope): string {
    const callees = this.callables.filter(({ results }) => results.length === 1 && results[0] === type);
    return callees.length === 0 ? this.constant(type) : this.call(this.tape.pick(callees), scope);
  }

  private choose(type: Type, scope: Scope): string {
    const [one, other, condition] = [
      this.expression(type, scope),
      this.expression(type, scope),
      this.expression('i32', scope),
    ];
    return this.tape.pick([
      `(select ${one} ${other} ${condition})`,
      `(if (result ${type}) ${condition} (then ${one}) (else ${other}))`,
    ]);
  }

  private valueBlock(type: Type, scope: Scope): string {
    const label = this.label([type]);
    const inside = { ...scope, labels: [...scope.labels, label] };
    return `(block ${label.name} (result ${type}) ${this.statements(inside, 2)} ${this.expression(type, inside)})`;
  }

  private binary(type: Type, scope: Scope): string {
    const [left, right] = [this.expression(type, scope), this.expression(type, scope)];
    const op = this.tape.pick(binaryOps[type]);
    const safe = op.includes('div_') || op.includes('rem_') ? `(${type}.or ${right} (${type}.const 1))` : right;
    return `(${op} ${left} ${safe})`;
  }

  private convert(type: Type, scope: Scope): string {
    const [op, from] = this.tape.pick(conversions[type]);
    return `(${op} ${canonical(from, this.expression(from, scope))})`;
  }
}

const zero = (type: Type) => (type === 'v128' ? '(v128.const i64x2 0 0)' : `(${type}.const 0)`);

/** NaNs may differ in bits between equal computations; none gets where bits are looked at. */
const canonical = (type: Type, value: string) =>
  type === 'f32' || type === 'f64' ? `(call $canonical_${type} ${value})` : value;

const integerOps = ['add', 'sub', 'mul', 'xor', 'and', 'or', 'shl', 'shr_s', 'rotl', 'div_u', 'rem_u'];
const floatOps = ['add', 'sub', 'mul', 'div', 'min', 'max'];

const binaryOps: Record<Type, readonly string[]> = {
  i32: integerOps.map((op) => `i32.${op}`),
  i64: integerOps.map((op) => `i64.${op}`),
  f32: floatOps.map((op) => `f32.${op}`),
  f64: floatOps.map((op) => `f64.${op}`),
  v128: ['i32x4.add', 'i64x2.mul', 'i8x16.sub', 'v128.xor', 'v128.and', 'i8x16.swizzle', 'i16x8.max_s'],
};

const conversions: Record<Type, readonly (readonly [string, Type])[]> = {
  i32: [
    ['i32.wrap_i64', 'i64'],
    ['i32.trunc_sat_f64_s', 'f64'],
    ['i32.reinterpret_f32', 'f32'],
    ['i32x4.extract_lane 1', 'v128'],
    ['i32.eqz', 'i32'],
    ['i64.eqz', 'i64'],
    ['i32.extend8_s', 'i32'],
    ['i32.clz', 'i32'],
  ],
  i64: [
    ['i64.extend_i32_s', 'i32'],
    ['i64.extend_i32_u', 'i32'],
    ['i64.trunc_sat_f64_u', 'f64'],
    ['i64.reinterpret_f64', 'f64'],
    ['i64x2.extract_lane 0', 'v128'],
    ['i64.popcnt', 'i64'],
  ],
  f32: [
    ['f32.convert_i32_s', 'i32'],
    ['f32.demote_f64', 'f64'],
    ['f32.sqrt', 'f32'],
    ['f32.neg', 'f32'],
  ],
  f64: [
    ['f64.convert_i64_u', 'i64'],
    ['f64.promote_f32', 'f32'],
    ['f64.abs', 'f64'],
    ['f64.trunc', 'f64'],
  ],
  v128: [
    ['i32x4.splat', 'i32'],
    ['i64x2.splat', 'i64'],
    ['v128.not', 'v128'],
    ['i32x4.neg', 'v128'],
  ],
};
