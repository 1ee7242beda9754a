/** `greenspool/net`: sockets in blocking style over node:net and node:tls. */
import '../index.js'; // who imports only this needs a hub all the same

export { IncompleteRead } from '../errors/net.js';
export type { Limits } from '../greenlet/host-wait.js';
export { type ConnectOptions, connect } from './connect.js';
export { type Handler, type ListenOptions, listen } from './listen.js';
export type { ReadOptions, SocketOptions, UntilOptions } from './options.js';
export type { Data } from './outbox.js';
export type { Reads } from './reads.js';
export { type CloseOptions, Server } from './server.js';
export { Socket } from './socket.js';
