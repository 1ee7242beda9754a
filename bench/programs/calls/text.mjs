// Strings: a template engine and a marker language by replace() with callbacks, splitting, joining and counting words.
export const expected = 494_182;

const words = 'lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor incididunt ut labore'.split(
  ' ',
);

export function run() {
  let checksum = 0;
  for (let i = 0; i < 12; i++) {
    const page = render(template, { title: `Page ${i}`, items: itemsOf(i), n: i * 7 });
    checksum = (checksum + hash(markUp(page)) + countWords(page).size) % 1_000_003;
  }
  return checksum;
}

const template = [
  '# {{title}} and *{{n}}* more',
  '{{#items}}- **{{name}}** is `{{kind}}` with _{{value}}_ of {{n}}\n{{/items}}',
  'see [{{title}}](http://example.test/{{n}}) & <others>',
].join('\n');

function itemsOf(seed) {
  return Array.from({ length: 25 }, (_, i) => ({
    name: words[(seed + i) % words.length],
    kind: words[(seed * i) % words.length].toUpperCase(),
    value: seed * 1000 + i,
  }));
}

function render(text, scope) {
  return text
    .replace(/\{\{#(\w+)\}\}([\s\S]*?)\{\{\/\1\}\}/g, (_, name, inner) =>
      scope[name].map((item) => render(inner, { ...scope, ...item })).join(''),
    )
    .replace(/\{\{(\w+)\}\}/g, (_, name) => String(scope[name] ?? ''));
}

const escapes = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

function markUp(text) {
  return text
    .split('\n')
    .map((line) => line.replace(/[&<>]/g, (character) => escapes[character]))
    .map((line) =>
      line
        .replace(/\*\*([^*]+)\*\*|\*([^*]+)\*/g, (_, strong, strange) => wrap(strong ? 'b' : 'i', strong ?? strange))
        .replace(/`([^`]+)`/g, (_, code) => wrap('code', code))
        .replace(/\[([^\]]+)\]\(([^)]+)\)/g, (_, label, href) => `<a href="${href}">${label}</a>`),
    )
    .map((line) =>
      line.startsWith('# ') ? wrap('h1', line.slice(2)) : line.startsWith('- ') ? wrap('li', line.slice(2)) : line,
    )
    .join('\n');
}

function wrap(tag, inner) {
  return `<${tag}>${inner}</${tag}>`;
}

function countWords(text) {
  const counts = new Map();
  for (const [word] of text.toLowerCase().matchAll(/[a-z]+/g)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

function hash(text) {
  let value = 7;
  for (let i = 0; i < text.length; i++) value = (value * 31 + text.charCodeAt(i)) | 0;
  return value >>> 8;
}
