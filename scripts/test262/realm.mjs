/** A new realm for one test: the host object `$262`, `print`, and in the compiled modes the runtime. */
import vm from 'node:vm';

/**
 * @typedef {{ context: vm.Context, global: typeof globalThis, host: Record<string, unknown> }} Realm
 * @typedef {(source: string) => string} Transform
 * @param {string[]} log what the test prints
 * @param {Transform} transform for scripts that the test runs in another way
 * @param {(context: vm.Context) => void} install
 * @returns {Realm}
 */
export function makeRealm(log, transform, install) {
  const context = vm.createContext({});
  const global = vm.runInContext('globalThis', context);
  const host = {
    global,
    evalScript: (source) => vm.runInContext(transform(source), context),
    createRealm: () => makeRealm(log, transform, install).host,
    detachArrayBuffer: (buffer) => structuredClone(buffer, { transfer: [buffer] }),
    gc() {
      throw new Error('gc() is not exposed here');
    },
    agent: {},
    AbstractModuleSource() {},
  };
  define(global, 'print', (text) => void log.push(String(text)));
  define(global, '$262', host);
  install(context);
  return { context, global, host };
}

function define(global, key, value) {
  Object.defineProperty(global, key, { value, writable: true, configurable: true, enumerable: false });
}
