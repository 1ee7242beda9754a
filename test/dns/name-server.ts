/** A name server of a few lines: it knows some records, has never heard of `missing.test`, and does not answer for `silent.test`. */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

const A = 1;
const MX = 15;
const TXT = 16;
const PTR = 12;

const text = (value: string) => Buffer.concat([Buffer.from([value.length]), Buffer.from(value)]);
const nameOf = (name: string) => Buffer.concat([...name.split('.').map(text), Buffer.from([0])]);

const records: Record<string, [type: number, data: Buffer][]> = {
  'host.test': [
    [A, Buffer.from([10, 0, 0, 1])],
    [A, Buffer.from([10, 0, 0, 2])],
    [MX, Buffer.concat([Buffer.from([0, 10]), nameOf('mail.test')])],
    [TXT, Buffer.concat([text('one'), text('two')])],
  ],
  '1.0.0.10.in-addr.arpa': [[PTR, nameOf('host.test')]],
};

function answerTo(query: Buffer): Buffer | null {
  const end = query.indexOf(0, 12);
  const labels: string[] = [];
  for (let at = 12; at < end; at += (query[at] as number) + 1)
    labels.push(query.toString('latin1', at + 1, at + 1 + (query[at] as number)));
  const name = labels.join('.').toLowerCase();
  if (name === 'silent.test') return null;
  const type = query.readUInt16BE(end + 1);
  const found = (records[name] ?? []).filter(([one]) => one === type);
  const head = Buffer.from(query.subarray(0, 12));
  head.writeUInt16BE(records[name] === undefined ? 0x8183 : 0x8180, 2);
  head.writeUInt16BE(found.length, 6);
  head.writeUInt32BE(0, 8);
  return Buffer.concat([head, query.subarray(12, end + 5), ...found.map(([, data]) => record(type, data))]);
}

/** For the name of the question, with 60 seconds to live. */
function record(type: number, data: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0xc0, 12, 0, type, 0, 1, 0, 0, 0, 60, 0, data.length]), data]);
}

export async function nameServer(): Promise<{ address: string; socket: Socket }> {
  const socket = createSocket('udp4');
  socket.on('message', (query, { port, address }) => {
    const answer = answerTo(query);
    if (answer !== null) socket.send(answer, port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return { address: `127.0.0.1:${socket.address().port}`, socket };
}
