/**
 * Classes. A base constructor that unwinds must know whether it was entered by `new` of its own class or by `super()`:
 * a private static name, which only the class itself has, tells. A derived class without a constructor gets its default
 * one written out, because the native one could not be entered again.
 */
import { isAnonymous, isFunction, type Node } from './ast.js';
import { BARRIER, newContext } from './context.js';
import { Slice, type Text, withThis } from './output.js';
import { namedBy, type Printer } from './printer.js';
import type { Fn } from './scope.js';

export const BRAND = '#$gs';

export function printClass(printer: Printer, node: Node): Text {
  const members: Node[] = node.body.body;
  const texts: Text[] = [];
  let at: number = node.start;
  const put = (child: Node, text: Text) => {
    texts.push(new Slice(at, child.start), text);
    at = child.end;
  };
  if (node.superClass) put(node.superClass, printer.raw(node.superClass));
  const start = node.body.start + 1;
  texts.push(new Slice(at, start), addition(printer, node));
  at = start;
  for (const member of members) put(member, printMember(printer, member, node));
  texts.push(new Slice(at, node.end));
  return texts;
}

function addition(printer: Printer, node: Node): string {
  const own = node.body.body.find((one: Node) => one.kind === 'constructor');
  if (own) return isLeft(printer, own.value) ? `static ${BRAND};` : '';
  return node.superClass && !printer.file.sites.isQuietBase(node.superClass)
    ? `static ${BRAND};${defaultConstructor(printer, node)}`
    : '';
}

function isLeft({ file }: Printer, fn: Node): boolean {
  return file.sites.inBody(fn) || file.sites.inParams(fn);
}

function defaultConstructor(printer: Printer, node: Node): string {
  const { file } = printer;
  const p = file.prefix;
  const index = file.table.length;
  const { line, column } = file.lines.at(node.start);
  const name: string = node.id?.name ?? '';
  file.table.push([`new ${name}`, line, column, line, column]);
  const resume = `{${p}r${index}_${file.id}:(${p}f,${p}v,${p}x)=>{if(${p}x)throw ${p}v;$gs.construct(${p}v);super();return this}}.${p}r${index}_${file.id}`;
  return (
    `constructor(...${p}a){if($gsm){const ${p}c=$gs.enter(${JSON.stringify(name)},new.target);if(${p}c!==undefined)return ${p}c}` +
    `try{super(...${p}a)}catch(${p}e){$gs.superCaught(${p}e);` +
    `return $gs.ctor(new.target,${BRAND} in new.target,$gs.s2(${resume},1,$gs.TOKEN),()=>this)}}`
  );
}

function printMember(printer: Printer, member: Node, node: Node): Text {
  const fn = printer.file.analysis.fns.get(member);
  if (fn === undefined)
    return printer.unchanged(
      member,
      member.computed ? [member.key, member.value].filter(Boolean) : [member.value].filter(Boolean),
    );
  return printInitialiser(printer, member, fn, isGuarded(printer, member, node));
}

/**
 * A base constructor is entered a second time to hand over the object that it has made (`$gs.construct`); the host initialises the
 * fields of yet another object before that, and nobody may notice.
 */
function isGuarded(printer: Printer, member: Node, node: Node): boolean {
  if (member.type !== 'PropertyDefinition' || member.static || node.superClass) return false;
  if (isFunction(member.value) || member.value.type === 'Literal') return false;
  const own = node.body.body.find((one: Node) => one.kind === 'constructor');
  return own !== undefined && isLeft(printer, own.value);
}

/** A field's value, a static block: they run inside the construction of the class or object, which cannot be left. */
function printInitialiser(printer: Printer, member: Node, fn: Fn, isGuarded: boolean): Text {
  const texts: Text[] = [];
  let at: number = member.start;
  if (member.computed) {
    texts.push(new Slice(at, member.key.start), printer.raw(member.key));
    at = member.key.end;
  }
  const context = newContext(fn, null, BARRIER.INITIALISER);
  const rest = printer.inside(context, (): Text => {
    if (member.type === 'StaticBlock') return printer.unchanged({ ...member, start: at }, member.body);
    if (!isGuarded) return printer.unchanged({ ...member, start: at }, [member.value]);
    const { start, end } = member.value;
    const { key } = member;
    const name = key.type === 'PrivateIdentifier' ? `#${key.name}` : String(key.name ?? key.value);
    const text = printer.value(member.value);
    const value = isAnonymous(member.value) && !member.computed ? namedBy(text, name) : text;
    return [new Slice(at, start), '$gsm===4?void 0:(', value, ')', new Slice(end, member.end)];
  });
  return [texts, withThis(rest, 'this')];
}
