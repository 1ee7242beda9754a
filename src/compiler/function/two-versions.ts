/** Fast version and resume version: what is saved where the fast one is left, and how it goes to the tail that does so. */
import { rangeOf, type Statement } from '../ir.js';
import { groupSites, Liveness } from '../liveness.js';
import { type Text, THIS } from '../output.js';
import { declare, type PrintedFunction } from './printed-function.js';
import { constructed, prologue } from './prologue.js';
import { resumeVersion } from './resume.js';

/** Tails of one function at most: each costs some bytes of code that is never run. */
const TAILS = 2;
/** Slots of the runtime's frame classes; more are kept in an array. */
const SIZES = [2, 4, 6, 10, 16, 24];

export function twoVersions(f: PrintedFunction, statements: Statement[], functions: Text): Text {
  const l = f.lowering;
  const p = f.p;
  if (l.siteNodes.length === 0) {
    const emitter = f.emitter('fast');
    const text = emitter.all(statements);
    return [prologue(f), declare([...l.locals, ...l.shared, ...emitter.scratch]), functions, text];
  }
  if (l.siteNodes.length === 1 && !f.isConstructor) return oneSite(f, statements, functions);
  const variables = [...l.parameters, ...l.locals];
  const liveness = new Liveness(statements, variables, f.file.source);
  const groups = groupSites(liveness.atSite, statements.some(hasLoop) ? TAILS : 1);
  const labels = groups.map((_, at) => (groups.length === 1 ? `${p}s` : `${p}s${at}`));
  const exits = new Map(
    groups.flatMap(({ sites }, at) => {
      return sites.map((site): [number, Text] => [site, `{${p}k=${site};break ${labels[at]}}`]);
    }),
  );
  const emitter = f.emitter('fast', exits);
  let text: Text = [emitter.all(statements), 'return;'];
  const slots = variables.filter((name) => groups.some(({ live }) => liveness.has(live, name)));
  const resume = resumeVersion(f, statements, slots);
  const isListed = groups.length > 1 && typeof resume !== 'string';
  const end = (saved: Text): Text => [f.isConstructor ? constructed(f, saved) : ['return ', saved], ';'];
  for (const [at, { live }] of groups.entries()) {
    const values: Text[] = slots.map((name) => (liveness.has(live, name) ? name : '0'));
    if (f.selfSlot() !== null) values.push(THIS);
    const leave = isListed
      ? listed(p, values, at < groups.length - 1)
      : end(saveCall(resume, `${p}k`, `${p}t`, values));
    text = [`${labels[at]}:{`, text, '}', leave];
  }
  if (isListed) text = [`${p}s:{`, text, '}', end(['$gs.sA(', resume, `,${p}k,${p}t,${p}u)`])];
  const names = [`${p}t`, `${p}k`, ...(isListed ? [`${p}u`] : []), ...l.locals, ...l.shared, ...emitter.scratch];
  return [prologue(f), declare(names), functions, text];
}

/** The tail stands at the only site: shorter, and small functions are inlined when they are short. */
function oneSite(f: PrintedFunction, statements: Statement[], functions: Text): Text {
  const l = f.lowering;
  const p = f.p;
  const variables = [...l.parameters, ...l.locals];
  const liveness = new Liveness(statements, variables, f.file.source);
  const live = liveness.atSite.get(1) ?? 0n;
  const slots = variables.filter((name) => liveness.has(live, name));
  const values: Text[] = f.selfSlot() === null ? slots : [...slots, THIS];
  const leave: Text = ['return ', saveCall(resumeVersion(f, statements, slots), '1', `${p}t`, values), ';'];
  const emitter = f.emitter('fast', new Map([[1, leave]]));
  const text = emitter.all(statements);
  const names = [`${p}t`, ...l.locals, ...l.shared, ...emitter.scratch];
  return [prologue(f), declare(names), functions, text];
}

/** Only in a loop does it cost anything to keep too much. */
function hasLoop(statement: Statement): boolean {
  switch (statement.type) {
    case 'loop':
      return rangeOf(statement) !== null;
    case 'label':
      return statement.body.some(hasLoop);
    case 'if':
      return statement.yes.some(hasLoop) || statement.no.some(hasLoop);
    case 'try':
      return [...statement.body, ...(statement.handler ?? [])].some(hasLoop);
    case 'switch':
      return statement.cases.some((one) => one.body.some(hasLoop));
    default:
      return false;
  }
}

/** Several tails, but one place where the resume version is made: what is kept goes there in a list. */
function listed(p: string, values: Text[], isLeft: boolean): Text {
  const list = values.flatMap((one, at) => (at === 0 ? [one] : [',', one]));
  return [`${p}u=[`, list, isLeft ? `];break ${p}s;` : '];'];
}

function saveCall(resume: Text, site: string, result: string, values: Text[]): Text {
  const size = SIZES.find((one) => one >= values.length);
  const list = values.flatMap((one) => [',', one]);
  if (size !== undefined) return [`$gs.s${size}(`, resume, `,${site},${result}`, list, ')'];
  return ['$gs.sN(', resume, `,${site},${result},[`, list.slice(1), '])'];
}
