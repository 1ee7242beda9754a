/**
 * Where a function can be left: the calls that may park, and the constructs that call without saying so (iteration).
 *
 * A call is no site when the callee is known to come back at once: a standard function that calls nobody, or a function
 * of this file, never reassigned, which has no sites itself.
 */

import type { Analysis } from './analysis.js';
import { childrenOf, isClass, isFunction, type Node } from './ast.js';
import type { Binding } from './scope.js';

/** Global objects whose functions call no code of the program (but for coercions, which are barriers anyway). */
const QUIET_OBJECTS = new Set(['Math', 'Number', 'Date', 'performance', 'console']);
const QUIET_METHODS: Record<string, ReadonlySet<string>> = {
  Object: new Set(
    'is keys getPrototypeOf setPrototypeOf freeze isFrozen seal isSealed preventExtensions isExtensible create getOwnPropertyNames getOwnPropertyDescriptor getOwnPropertySymbols defineProperty hasOwn'.split(
      ' ',
    ),
  ),
  Array: new Set(['isArray', 'of']),
  String: new Set(['fromCharCode', 'fromCodePoint']),
  Symbol: new Set(['for', 'keyFor']),
  Number: new Set(),
  Reflect: new Set(['has', 'ownKeys', 'getPrototypeOf', 'getOwnPropertyDescriptor']),
};
const QUIET_FUNCTIONS = new Set('parseInt parseFloat isNaN isFinite Number String Boolean Symbol BigInt'.split(' '));
const QUIET_CONSTRUCTORS = new Set(
  'Error TypeError RangeError SyntaxError ReferenceError EvalError URIError Array Object Date RegExp String Number Boolean WeakMap WeakSet WeakRef ArrayBuffer'.split(
    ' ',
  ),
);

export class Sites {
  readonly #analysis: Analysis;
  readonly #has = new Map<Node, boolean>();
  /** Functions of this file that call nobody who may park. */
  readonly #quiet = new Set<Node>();

  readonly #quietModules: readonly string[];

  constructor(analysis: Analysis, quietModules: readonly string[]) {
    this.#analysis = analysis;
    this.#quietModules = quietModules;
    this.#findQuiet();
  }

  /** Evaluating this node (not the functions it makes) may park, or must be taken apart for another reason. */
  has(node: Node | null | undefined): boolean {
    if (!node) return false;
    const known = this.#has.get(node);
    if (known !== undefined) return known;
    const found = this.isSite(node) || mustLower(node) || evaluated(node).some((child) => this.has(child));
    this.#has.set(node, found);
    return found;
  }

  anyOf(nodes: readonly (Node | null)[]): boolean {
    return nodes.some((one) => this.has(one));
  }

  /** The node itself calls something that may park. */
  isSite(node: Node): boolean {
    switch (node.type) {
      case 'CallExpression':
        return !this.#isQuietCall(node);
      case 'NewExpression':
        return !this.#isQuietNew(node);
      case 'TaggedTemplateExpression':
        return true;
      case 'ForOfStatement':
        return node.await !== true;
      case 'VariableDeclarator':
        return hasArrayPattern(node.id) && !isPlainList(node.init) && node.init !== null;
      case 'AssignmentExpression':
        return (
          hasArrayPattern(node.left) &&
          !(node.left.type === 'ArrayPattern' && isPlainList(node.right) && isFlat(node.left))
        );
      case 'CatchClause':
        return hasArrayPattern(node.param);
      case 'SpreadElement':
        return true;
      case 'YieldExpression':
        return node.delegate;
      default:
        return false;
    }
  }

  /** The function's own body (parameters apart) has a place where it can be left. */
  inBody(fn: Node): boolean {
    return this.#real(fn.body);
  }

  #real(node: Node): boolean {
    return this.isSite(node) || evaluated(node).some((child) => this.#real(child));
  }

  inParams(fn: Node): boolean {
    return fn.params.some((param: Node) => this.#inParam(param));
  }

  /** Calls in defaults and computed keys, and array patterns, which iterate. */
  #inParam(param: Node): boolean {
    if (hasArrayPattern(param)) return true;
    if (param.type === 'AssignmentPattern') return this.has(param.right) || this.#inParam(param.left);
    if (param.type === 'RestElement') return this.#inParam(param.argument);
    if (param.type !== 'ObjectPattern') return false;
    return param.properties.some(
      (one: Node) => (one.computed && this.has(one.key)) || this.#inParam(one.value ?? one.argument),
    );
  }

  #isQuietCall(node: Node): boolean {
    const { callee } = node;
    if (hasSpread(node.arguments)) return false;
    if (callee.type === 'Super') return this.isQuietBase(this.#analysis.superCalls.get(node) ?? callee);
    if (callee.type === 'Identifier') {
      const binding = this.#analysis.bindings.get(callee);
      if (binding === null) return QUIET_FUNCTIONS.has(callee.name) || callee.name === 'eval';
      return binding !== undefined && this.#isQuietValue(binding);
    }
    if (callee.type !== 'MemberExpression' || callee.computed || callee.object.type !== 'Identifier') return false;
    const object = this.#analysis.bindings.get(callee.object);
    if (object) return object.importedFrom !== null && this.#isQuietValue(object);
    if (object === undefined) return false;
    const { name } = callee.object;
    return (
      QUIET_OBJECTS.has(name) ||
      (Object.hasOwn(QUIET_METHODS, name) && QUIET_METHODS[name]?.has(callee.property.name) === true)
    );
  }

  #isQuietNew(node: Node): boolean {
    const { callee } = node;
    if (callee.type !== 'Identifier' || hasSpread(node.arguments)) return false;
    const binding = this.#analysis.bindings.get(callee);
    if (binding) return this.#isQuietValue(binding);
    return QUIET_CONSTRUCTORS.has(callee.name) || (/^(Map|Set)$/.test(callee.name) && node.arguments.length === 0);
  }

  /** The class has no constructor that may park, nor has what it extends. */
  isQuietBase(superClass: Node): boolean {
    const binding = superClass.type === 'Identifier' ? this.#analysis.bindings.get(superClass) : null;
    return binding ? this.#isQuietValue(binding) : false;
  }

  /** A function in the source that has no site, or something that is no function. */
  isQuietCallback(node: Node): boolean {
    if (node.type === 'Literal' || node.type === 'TemplateLiteral') return true;
    if (node.type === 'Identifier') {
      const binding = this.#analysis.bindings.get(node);
      if (binding === null) return node.name === 'undefined' || QUIET_FUNCTIONS.has(node.name);
      return binding !== undefined && !isClass(binding.value ?? node) && this.#isQuietValue(binding);
    }
    if (node.type !== 'ArrowFunctionExpression' && node.type !== 'FunctionExpression') return false;
    if (node.async || node.generator || this.#analysis.fns.get(node)?.isDynamic) return false;
    return !this.inParams(node) && !this.inBody(node);
  }

  #isQuietValue(binding: Binding): boolean {
    const from = binding.importedFrom;
    if (from !== null) return this.#quietModules.some((part) => from.includes(part));
    return binding.value !== null && !binding.isAssigned && this.#quiet.has(binding.value);
  }

  /**
   * All functions and classes that are named for good are assumed to be quiet; those with a site of another kind are not,
   * and so are those that call one of them.
   */
  #findQuiet(): void {
    const callers = new Map<Node, Node[]>();
    const loud: Node[] = [];
    for (const one of this.#analysis.named) {
      if (this.#analysis.isNamedForGood(one)) this.#quiet.add(one);
    }
    for (const one of this.#quiet) {
      const calls = new Set<Node>();
      if (isClass(one) ? this.#scanClass(one, calls) : this.#scanFunction(one, calls)) loud.push(one);
      for (const callee of calls) callers.set(callee, [...(callers.get(callee) ?? []), one]);
    }
    for (let one = loud.pop(); one !== undefined; one = loud.pop()) {
      if (this.#quiet.delete(one)) loud.push(...(callers.get(one) ?? []));
    }
    this.#has.clear();
  }

  #scanFunction(fn: Node, calls: Set<Node>): boolean {
    if (this.#analysis.fns.get(fn)?.isDynamic || fn.async || fn.generator) return true;
    return [...fn.params, fn.body].some((part: Node) => hasArrayPattern(part) || this.#scan(part, calls));
  }

  /** Constructing it; initialisers are barriers anyway. */
  #scanClass(node: Node, calls: Set<Node>): boolean {
    if (node.superClass) {
      if (!this.isQuietBase(node.superClass)) return true;
      this.#noteCallee(node.superClass, calls);
    }
    const own = node.body.body.find((one: Node) => one.kind === 'constructor');
    return own !== undefined && this.#scanFunction(own.value, calls);
  }

  #noteCallee(callee: Node, calls: Set<Node>): void {
    const value = callee.type === 'Identifier' ? this.#analysis.bindings.get(callee)?.value : null;
    if (value) calls.add(value);
  }

  /** True when there is a site whatever the quiet functions turn out to be; these are collected. */
  #scan(node: Node, calls: Set<Node>): boolean {
    if (this.isSite(node)) return true;
    if (node.type === 'CallExpression' || node.type === 'NewExpression') this.#noteCallee(node.callee, calls);
    return evaluated(node).some((child) => this.#scan(child, calls));
  }
}

/** No site, but in a function that has some it cannot stay as it is. */
function mustLower(node: Node): boolean {
  if (node.type === 'YieldExpression') return true;
  if (node.type === 'VariableDeclaration') return node.kind === 'using' || node.kind === 'await using';
  return node.type === 'BlockStatement' && node.body.some((one: Node) => one.type === 'FunctionDeclaration');
}

/** The children that run when the node is evaluated: not the insides of functions, methods and initialisers. */
function evaluated(node: Node): Node[] {
  if (isFunction(node)) return [];
  if (isClass(node)) {
    const keys = node.body.body.filter((member: Node) => member.computed).map((member: Node) => member.key);
    return node.superClass ? [node.superClass, ...keys] : keys;
  }
  if (node.type === 'ObjectExpression') {
    // what is spread into an object is not iterated over
    return childrenOf(node).map((one) => (one.type === 'SpreadElement' ? one.argument : one));
  }
  return childrenOf(node);
}

export function hasSpread(nodes: readonly (Node | null)[]): boolean {
  return nodes.some((one) => one?.type === 'SpreadElement');
}

export function hasArrayPattern(pattern: Node | null | undefined): boolean {
  switch (pattern?.type) {
    case 'ArrayPattern':
      return true;
    case 'ObjectPattern':
      return pattern.properties.some((one: Node) => hasArrayPattern(one.value ?? one.argument));
    case 'AssignmentPattern':
      return hasArrayPattern(pattern.left);
    case 'RestElement':
      return hasArrayPattern(pattern.argument);
    default:
      return false;
  }
}

/** `[a, b]` on the right-hand side of a pattern: the built-in iteration over a fresh array. */
function isPlainList(node: Node | null): boolean {
  return node?.type === 'ArrayExpression' && !hasSpread(node.elements);
}

/** No pattern inside the pattern. */
function isFlat(pattern: Node): boolean {
  return pattern.elements.every((one: Node | null) => !hasArrayPattern(one));
}
