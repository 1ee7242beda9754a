// A producer and two consumers: values travel both ways through `switch`.
// Run: node examples/producer.mjs
import { getCurrent, greenlet } from 'greenspool';

function* producer(items) {
  const consumers = [greenlet(consumer), greenlet(consumer)]; // their parent is this greenlet
  const names = ['ada', 'bob'];
  yield* introduce(consumers, names);
  for (const [i, item] of items.entries()) {
    const answer = yield consumers[i % 2].switch(item); // the item goes there, the answer comes back
    console.log(`${names[i % 2]} got ${item} and says: ${answer}`);
  }
  return `${items.length} items delivered`;
}

function* introduce(consumers, names) {
  for (const [i, one] of consumers.entries()) yield one.switch(names[i]);
}

function* consumer(name) {
  const { parent } = getCurrent();
  let nTaken = 0;
  let item = yield parent.switch(); // ready; the next switch brings the first item
  for (;;) {
    nTaken++;
    item = yield parent.switch(`${item.toUpperCase()}, number ${nTaken} for ${name}`);
  }
}

console.log(greenlet(producer).switch(['tea', 'bread', 'jam', 'milk']));
