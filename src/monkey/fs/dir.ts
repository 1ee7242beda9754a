/** Methods of an open folder. An entry that was read for a greenlet that was ended meanwhile is lost. */
import { Dir } from 'node:fs';
import { twin } from './twin.js';

export const dirPatches = [
  twin(Dir.prototype, 'readSync', 0, { label: 'fs.Dir.prototype.readSync' }),
  twin(Dir.prototype, 'closeSync', 0, { label: 'fs.Dir.prototype.closeSync' }),
];
