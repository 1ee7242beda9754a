/** `greenspool/wasm/build`: makes modules suspendable, compiles AssemblyScript programs that carry the engine. Build time only; needs the optional peers binaryen and assemblyscript. */
export { compileProgram, type ProgramOptions } from './build-program.js';
export {
  type Description,
  InstrumentError,
  type InstrumentOptions,
  instrument,
  type Optimize,
  type Signature,
} from './instrument/index.js';
