// Every construct x every way in which the call inside it can end, at each of its calls in turn. What happens natively,
// where the call simply returns or throws, is what must happen compiled, where it parks and is resumed like that.
import { describe, expect, it } from 'vitest';
import { expressions } from './matrix/expressions.ts';
import { functions } from './matrix/functions.ts';
import { compiledLog, endings, nativeLog, type Script } from './matrix/run.ts';
import { sloppyStatements, statements } from './matrix/statements.ts';

const groups = { expressions, statements, functions };

function suite(name: string, table: Record<string, string>, isStrict: boolean) {
  describe(`${name} (${isStrict ? 'strict' : 'sloppy'})`, () => {
    const scripts: Script[] = Object.entries(table).map(([construct, body]) => ({ construct, body, isStrict }));
    describe.each(scripts)('$construct', (script) => {
      it.each(endings)('%s', async (ending) => {
        const calls = nativeLog(script, 'return', 0).calls;
        expect(calls).toBeGreaterThan(0);
        for (let at = 1; at <= calls; at++) {
          const { log } = await compiledLog(script, ending, at);
          expect(log, `at call ${at}`).toEqual(nativeLog(script, ending, at).log);
        }
      });
    });
  });
}

for (const [name, table] of Object.entries(groups)) {
  suite(name, table, false);
  suite(name, table, true);
}
suite('statements of sloppy code', sloppyStatements, false);
