/** `greenspool/wasm`: hosting WebAssembly in greenlets. Instrumenting modules is `greenspool/wasm/build`. */
export { instantiate, type Program } from './instantiate.js';
