// A port forwarder: whoever connects to one port talks to another. Two greenlets for each connection, one for each direction.
// Run: npx greenspool run examples/plain/port-forwarder.js 8080 example.com:80    (without arguments: a demonstration)
import { scope, spawn } from 'greenspool';
import { connect, listen } from 'greenspool/net';

/** Until one side has no more to say; the other one may answer still. */
function copy(from, to) {
  for (const chunk of from) to.write(chunk); // waits for `to`, and so holds up `from`
  to.end();
}

function forward(port, target) {
  return listen(
    (client) => {
      const server = connect({ ...target, timeout: 10_000 });
      try {
        // waits for both; if one fails, the other one is ended
        scope((s) => {
          s.spawn(copy, client, server);
          s.spawn(copy, server, client);
        });
      } finally {
        server.destroy();
      }
    },
    { port, host: '127.0.0.1' },
  );
}

function demonstrate() {
  const shouting = listen(
    (socket) => {
      for (const line of socket.lines()) socket.write(`${line.toUpperCase()}!\n`);
      socket.write('that was all\n');
    },
    { host: '127.0.0.1' },
  );
  const forwarder = forward(0, { host: '127.0.0.1', port: shouting.port });
  const client = connect(forwarder.port, { host: '127.0.0.1' });
  client.write('hello\nis anybody there\n');
  client.end();
  for (const line of client.lines()) console.log(line);
  client.close();
  forwarder.close();
  shouting.close();
  console.log('closed');
}

/** @param {string[]} args */
function main([port, target]) {
  if (port === undefined) return demonstrate();
  const { hostname, port: targetPort } = new URL(`tcp://${target}`);
  const { port: at } = forward(Number(port), { host: hostname, port: Number(targetPort) });
  return console.log(`from ${at} to ${target}, until Ctrl-C`);
}

spawn(main, process.argv.slice(2));
