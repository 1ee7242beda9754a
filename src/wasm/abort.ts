/** AssemblyScript's `abort`: ends in an error with the message and place that the program gave. */
const LENGTH_OFFSET = 4;

export function abortImport(memory: WebAssembly.Memory) {
  return (message: number, file: number, line: number, column: number): never => {
    const text = stringAt(memory, message);
    throw new WebAssembly.RuntimeError(`abort: ${text || 'no message'} at ${stringAt(memory, file)}:${line}:${column}`);
  };
}

/** A managed string: UTF-16 units at `ptr`, their length in bytes right before it. */
function stringAt(memory: WebAssembly.Memory, ptr: number): string {
  if (ptr === 0) return '';
  const view = new DataView(memory.buffer);
  return new TextDecoder('utf-16le').decode(
    new Uint8Array(memory.buffer, ptr, view.getUint32(ptr - LENGTH_OFFSET, true)),
  );
}
