import asc from 'assemblyscript/asc';

/**
 * Compiles one AssemblyScript file that stands alone.
 * @param {string} file
 * @param {string[]} [flags]
 * @returns {Promise<Uint8Array>}
 */
export async function compileAssemblyScript(file, flags = []) {
  /** @type {Uint8Array | undefined} */
  let bytes;
  const { error, stderr } = await asc.main(
    [file, '--outFile', 'out.wasm', '-O3', '--noAssert', '--runtime', 'stub', ...flags],
    {
      writeFile: (name, contents) => {
        if (name === 'out.wasm') bytes = /** @type {Uint8Array} */ (contents);
      },
    },
  );
  if (error !== null || bytes === undefined) throw new Error(`asc ${file}: ${stderr.toString()}`, { cause: error });
  return bytes;
}
