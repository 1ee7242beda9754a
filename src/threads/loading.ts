/** Modules that jobs have asked for; and whether one is being loaded: what its top level does, each thread that it starts would do again. */
const loaded = new Map<string, object>();
let nLoading = 0;

export function isLoadingModule(): boolean {
  return nLoading > 0;
}

/** Its exports; kept, as an `import()` costs more than a small job. Throws what the module throws. */
export async function loadModule(url: string): Promise<object> {
  const known = loaded.get(url);
  if (known !== undefined) return known;
  nLoading++;
  try {
    const found = (await import(url)) as object;
    loaded.set(url, found);
    return found;
  } finally {
    nLoading--;
  }
}
