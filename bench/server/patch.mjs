// Makes the blocking calls of the app cooperative.
import { patchAll } from 'greenspool/monkey';

export const patch = () => patchAll();
