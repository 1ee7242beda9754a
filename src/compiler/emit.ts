/**
 * The text of a normal form, in three ways:
 *
 *     fast       $t = f(); if ($gsm !== 0) { $k = 1; break $s }       structure as it is; leaving is a jump to the tail
 *     resume     the same, entered at the site $k: what stands before it is skipped, what it waited for is delivered
 *     generator  $t = f(); if ($gsm !== 0) $t = $gs.back(yield $gs.pass($t))
 *
 * G1: in the resume version $k is the site to go to, or 0 when that has been reached. A list of statements is only entered
 * with 0 or with the number of one of its sites; numbers grow in the order of the text, so `$k <= last` is the whole test.
 */
import { type Case, rangeOf, rangeOfAll, type Statement } from './ir.js';
import { Slice, type Text } from './output.js';

export type Mode = 'fast' | 'resume' | 'generator';

type Of<T extends Statement['type']> = Extract<Statement, { type: T }>;

export class Emitter {
  /** Variables of single statements, that nobody keeps. */
  readonly scratch = new Set<string>();

  readonly mode: Mode;
  readonly prefix: string;
  readonly isStorm: boolean;
  /** How each site of a fast version is left. */
  readonly #exits: ReadonlyMap<number, Text>;

  constructor(mode: Mode, prefix: string, isStorm: boolean, exits: ReadonlyMap<number, Text> = new Map()) {
    this.#exits = exits;
    this.mode = mode;
    this.prefix = prefix;
    this.isStorm = isStorm;
  }

  all(statements: Statement[]): Text {
    const isEntered = this.mode === 'resume' && rangeOfAll(statements) !== null;
    return isEntered ? this.#entered(statements) : statements.map((one) => this.#one(one));
  }

  /** A list that may be entered in the middle. */
  #entered(statements: Statement[]): Text {
    const { prefix } = this;
    const lastSite = statements.findLastIndex((one) => rangeOf(one) !== null);
    const texts: Text[] = [];
    let skipped: Text[] = [];
    const flush = () => {
      if (skipped.length > 0) texts.push(`if(${prefix}k===0){`, skipped, '}');
      skipped = [];
    };
    for (const [at, one] of statements.entries()) {
      const range = rangeOf(one);
      if (at > lastSite) texts.push(this.#one(one));
      else if (range === null) skipped.push(this.#one(one));
      else {
        flush();
        if (at === lastSite) texts.push(this.#one(one));
        else texts.push(`if(${prefix}k<=${range.high}){`, this.#one(one), '}');
      }
    }
    return texts;
  }

  #one(statement: Statement): Text {
    switch (statement.type) {
      case 'text':
        return [statement.text, ';'];
      case 'site':
        return statement.isSuper ? this.#superSite(statement) : this.#site(statement);
      case 'if':
        return this.#if(statement);
      case 'loop':
        return [label(statement.label), 'for(;;){', this.all(statement.body), '}'];
      case 'label':
        return [`${statement.name}:{`, this.all(statement.body), '}'];
      case 'switch':
        return this.#switch(statement);
      default:
        return this.#try(statement);
    }
  }

  #isEntered(statement: Statement): boolean {
    return this.mode === 'resume' && rangeOf(statement) !== null;
  }

  #leave(id: number): Text {
    return this.#exits.get(id) ?? `{${this.prefix}k=${id};break ${this.prefix}s}`;
  }

  #site({ id, call, setup, node }: Of<'site'>): Text {
    const { prefix: p } = this;
    const line = new Slice(node.start, node.start);
    const made: Text = [`${p}t=`, this.isStorm ? ['$gs.storm(', call, ')'] : call, ';'];
    const called: Text = [line, setup === '' ? made : ['{', setup, made, '}']];
    if (this.mode === 'generator') return [called, `if($gsm)${p}t=$gs.back(yield $gs.pass(${p}t));`];
    const fast: Text = [called, `if($gsm)`, this.#leave(id)];
    if (this.mode === 'fast') return fast;
    return [`if(${p}k===${id}){${p}k=0;if(${p}x)throw ${p}v;${p}t=${p}v}else{`, fast, '}'];
  }

  #superSite({ id, call, setup }: Of<'site'>): Text {
    const { prefix: p } = this;
    const fast: Text = [
      setup === '' ? '' : ['{', setup],
      'try{',
      call,
      `}catch(${p}e){$gs.superCaught(${p}e);${p}t=$gs.TOKEN;`,
      this.#leave(id),
      '}',
      setup === '' ? '' : '}',
    ];
    if (this.mode !== 'resume') return fast;
    return [`if(${p}k===${id}){${p}k=0;if(${p}x)throw ${p}v;$gs.construct(${p}v);super()}else{`, fast, '}'];
  }

  #if(statement: Of<'if'>): Text {
    const { test, yes, no } = statement;
    const { prefix: p } = this;
    let condition: Text = test;
    if (this.#isEntered(statement)) {
      const first = rangeOfAll(yes);
      if (first === null) condition = [`${p}k===0&&(`, test, ')'];
      else if (rangeOfAll(no) === null) condition = [`${p}k!==0||(`, test, ')'];
      else condition = [`${p}k===0?(`, test, `):${p}k<=${first.high}`];
    }
    const other: Text = no.length === 0 ? '' : ['else{', this.all(no), '}'];
    return ['if(', condition, '){', this.all(yes), '}', other];
  }

  #switch(statement: Of<'switch'>): Text {
    const { value, index, cases } = statement;
    if (!this.#isEntered(statement)) {
      const list = cases.map((one) => [caseHead(one.test), this.all(one.body)]);
      return [label(statement.label), 'switch(', value, '){', list, '}'];
    }
    const { prefix: p } = this;
    this.scratch.add(index);
    const choose = cases.map((one, at) => [caseHead(one.test), `${index}=${at};break;`]);
    const hasDefault = cases.some((one) => one.test === null);
    const chosen: Text = [
      `if(${p}k===0){`,
      hasDefault ? '' : `${index}=-1;`,
      'switch(',
      value,
      '){',
      choose,
      '}',
      `}else ${index}=${this.#caseOf(cases)};`,
    ];
    const list = cases.map((one, at) => [`case ${at}:`, this.all(one.body)]);
    return [chosen, label(statement.label), `switch(${index}){`, list, '}'];
  }

  #caseOf(cases: Case[]): string {
    let text = '-1';
    for (const [at, one] of [...cases.entries()].reverse()) {
      const range = rangeOfAll(one.body);
      if (range !== null) text = `${this.prefix}k<=${range.high}?${at}:${text}`;
    }
    return text;
  }

  #try(statement: Of<'try'>): Text {
    const { body, handler, finalizer } = statement;
    const last: Text = finalizer === null ? '' : ['finally{', this.all(finalizer), '}'];
    if (handler === null) return ['try{', this.all(body), '}', last];
    const isHandlerEntered = this.mode !== 'generator' && rangeOfAll(handler) !== null;
    if (isHandlerEntered) return this.#tryWithSites(statement, handler);
    const { error } = statement;
    const caught = `catch(${error}){if($gsm)${error}=$gs.caught(${error});`;
    return ['try{', this.all(body), `}${caught}`, this.all(handler), '}', last];
  }

  /** The handler can be left and entered, so it stands behind the block. */
  #tryWithSites({ body, error, flag }: Of<'try'>, handler: Statement[]): Text {
    const { prefix: p } = this;
    this.scratch.add(error).add(flag);
    const low = rangeOfAll(handler)?.low;
    const enter = this.mode === 'resume' ? `${flag}=${p}k>=${low};if(!${flag})` : `${flag}=false;`;
    const caught = `catch(${p}e){${error}=$gsm?$gs.caught(${p}e):${p}e;${flag}=true}`;
    return [enter, 'try{', this.all(body), `}${caught}if(${flag}){`, this.all(handler), '}'];
  }
}

function label(name: string | null): string {
  return name === null ? '' : `${name}:`;
}

function caseHead(test: Text | null): Text {
  return test === null ? 'default:' : ['case ', test, ':'];
}
