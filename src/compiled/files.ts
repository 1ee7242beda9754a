/** What a compiled file says of itself when it is loaded. */
import { toJson } from '../builtins/index.js';
import { registerFile, type SiteRow } from '../frames/sites.js';

/** A toJSON with a call that may park makes JSON.stringify ours; else the native one is several times faster. */
export function file(id: string, name: string, rows: SiteRow[]): void {
  if (rows.some(([fn]) => fn === 'toJSON' || fn.endsWith('.toJSON'))) toJson.mayPark = true;
  registerFile(id, name, rows, file);
}
