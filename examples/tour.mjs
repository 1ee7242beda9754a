// A short tour: every example, then what a switch costs on this machine.
// Run: npm start

import { tablesOf, toText } from '../bench/lib/report.mjs';
import { runSuite } from '../bench/lib/suites.mjs';

const stops = {
  'ping-pong.mjs': 'Two greenlets switch to each other',
  'producer.mjs': 'A producer and two consumers: values travel both ways',
  'workers.mjs': 'Three workers sleep and interleave',
  'urls.mjs': 'Twenty URLs at once, written as if each fetch blocked',
};

for (const [file, title] of Object.entries(stops)) {
  console.log(`\n\u2500\u2500 ${title} (examples/${file})\n`);
  await import(`./${file}`);
}

console.log('\n\u2500\u2500 What a switch costs here (a quick run; npm run bench -- switch is the real one)\n');
const { rows } = await runSuite('switch', { rounds: 5, roundMs: 2 });
console.log(tablesOf('switch', rows).map(toText).join('\n\n'));
