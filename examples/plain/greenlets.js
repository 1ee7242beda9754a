// The first program of Python's greenlet: two plain functions that switch to each other.
// Run: node --import greenspool/register examples/plain/greenlets.js    (or: npx greenspool run examples/plain/greenlets.js)
import { greenlet } from 'greenspool';

function test1() {
  console.log(1);
  gr2.switch();
  console.log(3);
  gr2.switch();
}

function test2() {
  console.log(2);
  gr1.switch();
  console.log(4);
}

const gr1 = greenlet(test1);
const gr2 = greenlet(test2);
gr1.switch();
