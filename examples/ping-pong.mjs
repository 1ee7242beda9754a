// Two greenlets that print 1 2 3 4 by switching to each other.
// Run: node examples/ping-pong.mjs
import { greenlet } from 'greenspool';

const odd = greenlet(function* () {
  console.log(1);
  yield even.switch();
  console.log(3);
  yield even.switch();
  console.log('never printed: nobody switches back');
});

const even = greenlet(function* () {
  console.log(2);
  yield odd.switch();
  console.log(4);
  return 'even has ended, so its parent goes on';
});

console.log(odd.switch());
console.log(`odd is ${odd.dead ? 'dead' : 'still suspended'}, even is ${even.dead ? 'dead' : 'still suspended'}`);
