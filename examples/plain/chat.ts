// A chat server: what one says, all others hear. Each guest has two greenlets, one that listens to him and one that tells him
// what is said, with a queue in between; so nobody waits for a guest who is slow. Two guests with a script come and go.
// Run: npx greenspool run examples/plain/chat.ts
import { AsyncResult, joinAll, Queue, spawn } from 'greenspool';
import { connect, listen, type Server, type Socket } from 'greenspool/net';

const guests = new Map<string, Queue<string>>();

function tellAll(text: string, but?: string): void {
  for (const [name, news] of guests) if (name !== but) news.putNowait(text);
}

function tell(socket: Socket, news: Queue<string>): void {
  for (const text of news) socket.write(`${text}\n`);
}

/** The handler of one connection: the first line is the name, the others are what he says. */
function host(socket: Socket): void {
  const name: string | null = socket.readLine({ timeout: 10_000 });
  if (name === null || guests.has(name)) return;
  const news = new Queue<string>();
  const teller = spawn(tell, socket, news);
  guests.set(name, news);
  try {
    tellAll(`${name} has come; here are ${[...guests.keys()].join(' and ')}`);
    for (const line of socket.lines({ maxLength: 500 })) tellAll(`${name}: ${line}`, name);
  } finally {
    guests.delete(name);
    tellAll(`${name} has gone`);
    news.shutdown();
    teller.join();
  }
}

/** A guest with a script: what he waits to hear, and what he says then. */
function guest(name: string, port: number, script: [hears: string, says: string][], isIn?: AsyncResult<true>): void {
  const socket: Socket = connect(port, { host: '127.0.0.1' });
  socket.write(`${name}\n`);
  for (const [hears, says] of script) {
    for (let line: string | null = ''; line !== hears; ) {
      line = socket.readLine({ timeout: 10_000 });
      if (line === null) throw new Error(`${name} never heard: ${hears}`);
      console.log(`${name} hears   ${line}`);
    }
    isIn?.set(true);
    socket.write(`${says}\n`);
  }
  socket.end();
  for (const line of socket.lines()) console.log(`${name} hears   ${line}`);
  socket.close();
}

function main(): void {
  const server: Server = listen(host, { host: '127.0.0.1' });
  const annIsIn = new AsyncResult<true>();
  const ann = spawn(
    guest,
    'ann',
    server.port,
    [
      ['ann has come; here are ann', 'is anybody here?'],
      ['bob has come; here are ann and bob', 'hello bob'],
      ['bob: hello ann', 'how are you?'],
      ['bob has gone', 'he never says much'],
    ],
    annIsIn,
  );
  annIsIn.get();
  const bob = spawn(guest, 'bob', server.port, [
    ['ann: hello bob', 'hello ann'],
    ['ann: how are you?', 'good, and in a hurry'],
  ]);
  joinAll([ann, bob], { raiseErrors: true });
  server.close();
  console.log('the server is closed, and nobody is in it:', guests.size === 0);
}

spawn(main);
