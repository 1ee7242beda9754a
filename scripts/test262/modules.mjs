/** The modules of one test, in its realm. */
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import vm from 'node:vm';
import { transform } from './realm.mjs';

/** What compiled modules import for its effect: the runtime, which the realm has by now. */
const RUNTIME = 'greenspool/compiled';

export class ModuleGraph {
  /** @type {Map<string, vm.Module>} */
  #modules = new Map();
  #context;
  #way;
  #entry;
  #source;

  /**
   * @param {vm.Context} context
   * @param {import('./native.mjs').Way} way
   * @param {string} entry the test's own file, whose text is `source`
   * @param {string} source
   */
  constructor(context, way, entry, source) {
    this.#context = context;
    this.#way = way;
    this.#entry = entry;
    this.#source = source;
  }

  /** Runs the test's own file as a module. */
  run() {
    return this.evaluate(this.#entry);
  }

  /** @param {string} path */
  async evaluate(path) {
    const module = this.#load(path);
    if (module.status === 'unlinked') await module.link((specifier, from) => this.#resolve(specifier, from.identifier));
    await module.evaluate();
    return module;
  }

  /** @param {string} specifier @param {string} from */
  #resolve(specifier, from) {
    return specifier === RUNTIME ? this.#empty() : this.#load(join(dirname(from), specifier));
  }

  #empty() {
    const options = { context: this.#context, identifier: RUNTIME };
    const module = this.#modules.get(RUNTIME) ?? new vm.SyntheticModule([], () => {}, options);
    this.#modules.set(RUNTIME, module);
    return module;
  }

  /** @param {string} path */
  #load(path) {
    const file = resolve(path);
    const module = this.#modules.get(file) ?? this.#make(file);
    this.#modules.set(file, module);
    return module;
  }

  /** @param {string} file */
  #make(file) {
    const context = this.#context;
    const text = file === this.#entry ? this.#source : readFileSync(file, 'utf8');
    if (file.endsWith('.json')) {
      const value = JSON.parse(text);
      const json = new vm.SyntheticModule(['default'], () => json.setExport('default', value), {
        context,
        identifier: file,
      });
      return json;
    }
    return new vm.SourceTextModule(transform(this.#way, text, 'module', context), {
      context,
      identifier: file,
      importModuleDynamically: /** @type {never} */ (
        (specifier, from) => this.evaluate(join(dirname(from?.identifier ?? file), specifier))
      ),
    });
  }
}
