/**
 * How many values an instruction takes and gives, for those whose opcode alone says so. Each table is a list of runs,
 * `last opcode of the run: takes>gives`; what stands in none of them (control, calls, locals, atomics, unknown) is undefined.
 */
export interface Arity {
  readonly takes: number;
  readonly gives: number;
}

type Table = readonly (Arity | undefined)[];

function parse(runs: string): Table {
  const table: (Arity | undefined)[] = [];
  for (const run of runs.trim().split(/\s+/)) {
    const [last, shape] = run.split(':') as [string, string];
    const arity = shape === '-' ? undefined : { takes: Number(shape[0]), gives: Number(shape[2]) };
    while (table.length <= Number(last)) table.push(arity);
  }
  return table;
}

/** nop; drop; table.get, set; global.get, set; loads; stores; memory; constants; numeric; references */
const plain = parse(`0:- 1:0>0 25:- 26:1>0 34:- 35:0>1 36:1>0 37:1>1 38:2>0 39:- 53:1>1 62:2>0 63:0>1 64:1>1 68:0>1
  69:1>1 79:2>1 80:1>1 102:2>1 105:1>1 120:2>1 123:1>1 138:2>1 145:1>1 152:2>1 159:1>1 166:2>1 196:1>1
  207:- 208:0>1 209:1>1 210:0>1`);

/** 0xfc: saturating conversions; memory.init, data.drop, copy, fill; table.init, elem.drop, copy, grow, size, fill */
const misc = parse('7:1>1 8:3>0 9:0>0 11:3>0 12:3>0 13:0>0 14:3>0 15:2>1 16:0>1 17:3>0');

/** 0xfd, without the relaxed ones */
const simd =
  parse(`10:1>1 11:2>0 12:0>1 14:2>1 22:1>1 23:2>1 25:1>1 26:2>1 27:1>1 28:2>1 29:1>1 30:2>1 31:1>1 32:2>1 33:1>1 34:2>1
  76:2>1 77:1>1 81:2>1 82:3>1 83:1>1 87:2>1 91:2>0 100:1>1 102:2>1 106:1>1 115:2>1 117:1>1 121:2>1 122:1>1 123:2>1 129:1>1 130:2>1
  132:1>1 134:2>1 138:1>1 147:2>1 148:1>1 153:2>1 154:- 159:2>1 161:1>1 162:- 164:1>1 166:- 170:1>1 174:2>1 176:- 177:2>1 180:-
  186:2>1 187:- 191:2>1 193:1>1 194:- 196:1>1 198:- 202:1>1 206:2>1 208:- 209:2>1 212:- 223:2>1 225:1>1 226:- 227:1>1 235:2>1
  237:1>1 238:- 239:1>1 247:2>1 255:1>1`);

const MISC = 0xfc;
const SIMD = 0xfd;

/** `second` is the opcode behind a prefix. */
export function arityOf(op: number, second: number): Arity | undefined {
  if (op === MISC) return misc[second];
  return op === SIMD ? simd[second] : plain[op];
}
