/** A new realm for one test: the host object `$262`, `print`, and in the compiled modes the runtime. */
import vm from 'node:vm';

/**
 * @typedef {{ context: vm.Context, global: typeof globalThis, host: Record<string, unknown> }} Realm
 * @param {string[]} log what the test prints
 * @param {import('./native.mjs').Way} way
 * @returns {Realm}
 */
export function makeRealm(log, way) {
  const context = vm.createContext({});
  const global = vm.runInContext('globalThis', context);
  const host = {
    global,
    evalScript: (source) => vm.runInContext(transform(way, source, 'script', context), context),
    createRealm: () => makeRealm(log, way).host,
    detachArrayBuffer: (buffer) => structuredClone(buffer, { transfer: [buffer] }),
    gc() {
      throw new Error('gc() is not exposed here');
    },
    agent: {},
    AbstractModuleSource() {},
  };
  define(global, 'print', (text) => void log.push(String(text)));
  define(global, '$262', host);
  way.install(context);
  return { context, global, host };
}

/**
 * What the compiler refuses is a SyntaxError of the realm, as it would be without the compiler.
 * @param {import('./native.mjs').Way} way @param {string} source @param {import('./native.mjs').SourceType} type
 * @param {vm.Context} context
 */
export function transform(way, source, type, context) {
  try {
    return way.transform(source, type);
  } catch (error) {
    if (error?.code !== 'GS_SYNTAX') throw error;
    const RealmSyntaxError = vm.runInContext('SyntaxError', context);
    throw new RealmSyntaxError(error.message);
  }
}

function define(global, key, value) {
  Object.defineProperty(global, key, { value, writable: true, configurable: true, enumerable: false });
}
