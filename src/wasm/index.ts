/** `greenspool/wasm`: what is there for WebAssembly modules. Needs the optional peer dependency binaryen. */
export {
  type Description,
  InstrumentError,
  type InstrumentOptions,
  instrument,
  type Optimize,
  type Signature,
} from './instrument/index.js';
