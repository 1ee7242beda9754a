/** `greenspool/wasm/build`: makes modules suspendable. Build time only; needs the optional peers binaryen and assemblyscript. */
export {
  type Description,
  InstrumentError,
  type InstrumentOptions,
  instrument,
  type Optimize,
  type Signature,
} from './instrument/index.js';
