/** The resume version of a function: entered with a frame, it takes its variables from there and goes on behind the site. */
import type { Statement } from '../ir.js';
import { type Text, withThis } from '../output.js';
import { declare, type PrintedFunction } from './printed-function.js';

export function resumeVersion(f: PrintedFunction, statements: Statement[], variables: string[]): Text {
  const p = f.p;
  const l = f.lowering;
  const emitter = f.emitter('resume');
  const text = emitter.all(statements);
  const self = f.selfSlot();
  const slots = self === null ? variables : [...variables, self];
  // those that nobody reads again too: what the resume version does not declare it would capture
  const others = [...l.parameters, ...l.locals].filter((name) => !variables.includes(name));
  const load =
    slots.length > 24
      ? slots.map((name, at) => `${name}=${p}f.s[${at}]`)
      : slots.map((name, at) => `${name}=${p}f.s${at}`);
  const store =
    slots.length > 24
      ? `${p}f.s=[${slots.join(',')}];`
      : slots.map((name, at) => (name === self || l.unwritten.has(name) ? '' : `${p}f.s${at}=${name};`)).join('');
  const body: Text = [
    declare([`${p}t`, `${p}k=${p}f.k`, ...load, ...others, ...emitter.scratch]),
    `${p}s:{`,
    text,
    'return;}',
    `${p}f.k=${p}k;${store}return $gs.again(${p}f,${p}t)`,
  ];
  return asResume(f, self === null ? body : withThis(body, self));
}

function asResume(f: PrintedFunction, body: Text): Text {
  const p = f.p;
  const name = f.resumeName;
  if (f.needsArrow()) return [`{${name}:(${p}f,${p}v,${p}x)=>{`, body, `}}.${name}`];
  const strict = f.fn.isStrict && !f.file.analysis.program.isStrict ? '"use strict";' : '';
  const text: Text = [`function ${name}(${p}f,${p}v,${p}x){${strict}`, body, '}'];
  if (!standsAtTop(f)) return text;
  f.file.tail.push(text);
  return name;
}

/** It refers to nothing of the functions around it, so one for the whole file is enough. */
function standsAtTop(f: PrintedFunction): boolean {
  const l = f.lowering;
  const isAlone = l.shared.size === 0 && l.sharedParameters.size === 0 && !l.hasFunctions;
  const { hasFree, usesPrivate } = f.fn;
  for (let fn = f.fn.parent; fn !== null; fn = fn.parent) if (fn.isDynamic) return false; // it may declare any name
  return isAlone && !hasFree && !usesPrivate && !f.needsArrow() && f.file.settings.sourceType !== 'script';
}
