/** A web server with a greenlet for each request; docs/server.md tells how it is used. */
import '../index.js'; // who imports only this needs a hub all the same

export { RequestError } from '../errors/server.js';
export type { Served } from './application.js';
export { type BodyOptions, json, readBody, text } from './body.js';
export { type ConnectApp, type ConnectLike, fromConnect } from './connect/app.js';
export type { ServeOptions, StopOptions } from './options.js';
export type { Handler } from './plain-handler.js';
export { serve } from './serve.js';
export type { Serving } from './serving.js';
export type { WebServer } from './web-server.js';
export { write } from './write.js';
