/** `greenspool/fetch`: Node's fetch in blocking style. */
import '../index.js'; // who imports only this needs a hub all the same

export { HttpError } from '../errors/http.js';
export { fetch } from './fetch.js';
export { fetchJson, fetchText } from './fetch-body.js';
export type { FetchOptions, Url } from './request.js';
export { Response } from './response.js';
