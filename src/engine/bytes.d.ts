/** Written by scripts/build-engine.mjs: the engine's wasm module in base64, so that a plain import works everywhere. */
export const engineBase64: string;
