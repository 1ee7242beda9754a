/** ESTree as the compiler sees it: nodes with source positions, and their children in the order of the source. */

/** A node of any kind. The passes switch on `type` and know the fields of the kinds they handle. */
export interface Node {
  type: string;
  start: number;
  end: number;
  // biome-ignore lint/suspicious/noExplicitAny: the fields differ by type, and trees of other parsers are accepted
  [field: string]: any;
}

/** Fields that hold children, in the order of evaluation, which is that of the source but for few kinds. */
const FIELDS: Record<string, readonly string[]> = {
  ArrayExpression: ['elements'],
  ArrayPattern: ['elements'],
  ArrowFunctionExpression: ['params', 'body'],
  AssignmentExpression: ['left', 'right'],
  AssignmentPattern: ['left', 'right'],
  AwaitExpression: ['argument'],
  BinaryExpression: ['left', 'right'],
  BlockStatement: ['body'],
  BreakStatement: [],
  CallExpression: ['callee', 'arguments'],
  CatchClause: ['param', 'body'],
  ChainExpression: ['expression'],
  ClassBody: ['body'],
  ClassDeclaration: ['id', 'superClass', 'body'],
  ClassExpression: ['id', 'superClass', 'body'],
  ConditionalExpression: ['test', 'consequent', 'alternate'],
  ContinueStatement: [],
  DoWhileStatement: ['body', 'test'],
  ExportAllDeclaration: [],
  ExportDefaultDeclaration: ['declaration'],
  ExportNamedDeclaration: ['declaration', 'specifiers'],
  ExportSpecifier: ['local'],
  ExpressionStatement: ['expression'],
  ForInStatement: ['left', 'right', 'body'],
  ForOfStatement: ['left', 'right', 'body'],
  ForStatement: ['init', 'test', 'update', 'body'],
  FunctionDeclaration: ['id', 'params', 'body'],
  FunctionExpression: ['id', 'params', 'body'],
  IfStatement: ['test', 'consequent', 'alternate'],
  ImportDeclaration: [],
  ImportExpression: ['source', 'options'],
  LabeledStatement: ['body'],
  LogicalExpression: ['left', 'right'],
  MemberExpression: ['object', 'property'],
  MetaProperty: [],
  MethodDefinition: ['key', 'value'],
  NewExpression: ['callee', 'arguments'],
  ObjectExpression: ['properties'],
  ObjectPattern: ['properties'],
  ParenthesizedExpression: ['expression'],
  Program: ['body'],
  Property: ['key', 'value'],
  PropertyDefinition: ['key', 'value'],
  RestElement: ['argument'],
  ReturnStatement: ['argument'],
  SequenceExpression: ['expressions'],
  SpreadElement: ['argument'],
  StaticBlock: ['body'],
  SwitchCase: ['test', 'consequent'],
  SwitchStatement: ['discriminant', 'cases'],
  TaggedTemplateExpression: ['tag', 'quasi'],
  TemplateLiteral: ['expressions'],
  ThrowStatement: ['argument'],
  TryStatement: ['block', 'handler', 'finalizer'],
  UnaryExpression: ['argument'],
  UpdateExpression: ['argument'],
  VariableDeclaration: ['declarations'],
  VariableDeclarator: ['id', 'init'],
  WhileStatement: ['test', 'body'],
  WithStatement: ['object', 'body'],
  YieldExpression: ['argument'],
};

const NONE: readonly string[] = [];

/** All children; keys that are only names (`o.name`, `{name: 1}`) are left out. */
export function childrenOf(node: Node): Node[] {
  const found: Node[] = [];
  for (const field of FIELDS[node.type] ?? NONE) {
    if (isNameOnly(node, field)) continue;
    const value: Node | (Node | null)[] | null | undefined = node[field];
    if (Array.isArray(value)) {
      for (const one of value) if (one !== null) found.push(one);
    } else if (value !== null && value !== undefined) found.push(value);
  }
  return found;
}

function isNameOnly(node: Node, field: string): boolean {
  if (field === 'property') return !node.computed;
  if (field === 'key') return !node.computed;
  return false;
}

export function isFunction(node: Node): boolean {
  return (
    node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression' || node.type === 'FunctionDeclaration'
  );
}

export function isClass(node: Node): boolean {
  return node.type === 'ClassExpression' || node.type === 'ClassDeclaration';
}

export function isLoop(node: Node): boolean {
  return /^(For|ForIn|ForOf|While|DoWhile)Statement$/.test(node.type);
}

/** An anonymous function or class: the place where it stands gives it its name. */
export function isAnonymous(node: Node): boolean {
  return (isFunction(node) || isClass(node)) && !node.id;
}

/** Every name that a pattern binds, as identifiers. */
export function boundNames(pattern: Node | null, found: Node[] = []): Node[] {
  switch (pattern?.type) {
    case 'Identifier':
      found.push(pattern);
      break;
    case 'ObjectPattern':
      for (const property of pattern.properties) boundNames(property.value ?? property.argument, found);
      break;
    case 'ArrayPattern':
      for (const element of pattern.elements) boundNames(element, found);
      break;
    case 'AssignmentPattern':
      boundNames(pattern.left, found);
      break;
    case 'RestElement':
      boundNames(pattern.argument, found);
      break;
    default:
  }
  return found;
}

/** The statements at the head of a body that are directives (`'use strict'`). */
export function directivesOf(body: Node[]): Node[] {
  const end = body.findIndex((one) => one.directive === undefined);
  return end < 0 ? body : body.slice(0, end);
}
