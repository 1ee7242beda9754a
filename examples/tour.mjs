// A short tour of the examples, then what a switch costs on this machine.
// Run: npm start
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { tablesOf, toText } from '../bench/lib/report.mjs';
import { runSuite } from '../bench/lib/suites.mjs';

const stops = {
  'plain/greenlets.js': 'Two plain functions switch to each other',
  'plain/workers.ts': 'Plain functions, in TypeScript: workers sleep, then many URLs at once',
  'plain/fetch-many.js': 'Many URLs, fetched in plain code',
  'express/main.js': 'An Express app with blocking handlers, served by Node and by us',
  'plain/primes.js': 'Work for the processor on all cores, in plain functions',
  'ping-pong.mjs': 'Two greenlets switch to each other',
  'producer.mjs': 'A producer and two consumers: values travel both ways',
  'workers.mjs': 'Three workers sleep and interleave',
  'urls.mjs': 'Twenty URLs at once, written as if each fetch blocked',
  'sieve.mjs': 'Greenlets inside WebAssembly, beside those of JavaScript',
};

function show(title) {
  console.log(`\n── ${title}\n`);
}

const command = fileURLToPath(new URL('../build/cli/index.js', import.meta.url));

for (const [file, title] of Object.entries(stops)) {
  show(`${title} (examples/${file})`);
  const program = fileURLToPath(new URL(file, import.meta.url));
  // Plain functions have to be compiled before they can block, and `greenspool run` does that.
  const args = /^(plain|express)\//.test(file) ? [command, 'run', program] : [program];
  execFileSync(process.execPath, args, { stdio: 'inherit', env: { EXAMPLE_DATABASE: 'sqlite', ...process.env } });
}

show('What a switch costs here (a quick run; npm run bench -- switch is the real one)');
const { rows } = await runSuite('switch', { rounds: 5, roundMs: 2 });
console.log(tablesOf('switch', rows).map(toText).join('\n\n'));
