// TeX formulas as MathML: text in, a tree of elements out. It makes nodes and attributes that it names
// itself, never HTML from a string, and no style attributes, so the page's policy has nothing to refuse.
// What it does not know is a fault, and then the page shows the formula's source.

import { accents, bigOperators, environments, functions, letters, operators, spaces } from './math-symbols.mjs';

/** Longer or deeper formulas are shown as their source. */
const LONGEST = 20_000;
const DEEPEST = 60;

/** @typedef {{ name: string, attributes: Record<string, string>, children: (Tree | string)[], limits?: boolean, big?: boolean }} Tree */

/** @returns {Tree} */
const make = (/** @type {string} */ name, /** @type {Record<string, string>} */ attributes, /** @type {(Tree | string)[]} */ ...children) => ({ name, attributes, children });
const row = (/** @type {Tree[]} */ children) => (children.length === 1 ? /** @type {Tree} */ (children[0]) : make('mrow', {}, ...children));
const thin = () => make('mspace', { width: '0.167em' });
const operator = (/** @type {string} */ text, attributes = {}) => make('mo', attributes, text);
const DELIMITERS = new Map(Object.entries({
  '(': '(', ')': ')', '[': '[', ']': ']', '|': '|', '/': '/', '<': '⟨', '>': '⟩', '.': '',
  '\\{': '{', '\\}': '}', '\\lbrace': '{', '\\rbrace': '}', '\\lbrack': '[', '\\rbrack': ']', '\\|': '‖', '\\backslash': '\\', '\\langle': '⟨', '\\rangle': '⟩', '\\vert': '|', '\\lvert': '|', '\\rvert': '|', '\\Vert': '‖', '\\lVert': '‖', '\\rVert': '‖',
  '\\lfloor': '⌊', '\\rfloor': '⌋', '\\lceil': '⌈', '\\rceil': '⌉', '\\uparrow': '↑', '\\downarrow': '↓', '\\updownarrow': '↕', '\\Uparrow': '⇑', '\\Downarrow': '⇓', '\\lgroup': '⟮', '\\rgroup': '⟯', '\\ulcorner': '⌜', '\\urcorner': '⌝', '\\llbracket': '⟦', '\\rrbracket': '⟧',
}));

/** Letters and digits of another alphabet: where it starts for A, a and 0, and what lies elsewhere. */
const ALPHABETS = /** @type {Record<string, [number, number, number, Record<string, string>]>} */ ({
  bf: [0x1d400, 0x1d41a, 0x1d7ce, {}],
  it: [0x1d434, 0x1d44e, 0, { h: 'ℎ' }],
  bi: [0x1d468, 0x1d482, 0x1d7ce, {}],
  cal: [0x1d49c, 0x1d4b6, 0, { B: 'ℬ', E: 'ℰ', F: 'ℱ', H: 'ℋ', I: 'ℐ', L: 'ℒ', M: 'ℳ', R: 'ℛ', e: 'ℯ', g: 'ℊ', o: 'ℴ' }],
  frak: [0x1d504, 0x1d51e, 0, { C: 'ℭ', H: 'ℌ', I: 'ℑ', R: 'ℜ', Z: 'ℨ' }],
  bb: [0x1d538, 0x1d552, 0x1d7d8, { C: 'ℂ', H: 'ℍ', N: 'ℕ', P: 'ℙ', Q: 'ℚ', R: 'ℝ', Z: 'ℤ' }],
  sf: [0x1d5a0, 0x1d5ba, 0x1d7e2, {}],
  tt: [0x1d670, 0x1d68a, 0x1d7f6, {}],
});
const FONTS = /** @type {Record<string, string>} */ ({
  mathbf: 'bf', bold: 'bf', bf: 'bf', mathit: 'it', mathcal: 'cal', mathscr: 'cal', cal: 'cal', mathfrak: 'frak', frak: 'frak', mathbb: 'bb', Bbb: 'bb', mathsf: 'sf', mathtt: 'tt', boldsymbol: 'bi', bm: 'bi', pmb: 'bi', mathrm: 'rm', mathnormal: '', rm: 'rm',
});
const TEXTS = new Set(['text', 'textrm', 'textnormal', 'textbf', 'textit', 'textsf', 'texttt', 'mbox', 'hbox', 'textup']);
const SIZES = /** @type {Record<string, string>} */ ({ big: '1.2em', Big: '1.6em', bigg: '2.1em', Bigg: '2.6em' });

/** A letter in a font: `rm`, one of the alphabets, or nothing. */
function inFont(/** @type {string} */ text, /** @type {string} */ font) {
  const alphabet = ALPHABETS[font];
  if (!alphabet) return text;
  const [upper, lower, digit, others] = alphabet;
  return [...text].map((letter) => {
    if (others[letter]) return others[letter];
    const code = /** @type {number} */ (letter.codePointAt(0));
    if (letter >= 'A' && letter <= 'Z') return String.fromCodePoint(upper + code - 65);
    if (letter >= 'a' && letter <= 'z') return String.fromCodePoint(lower + code - 97);
    if (digit && letter >= '0' && letter <= '9') return String.fromCodePoint(digit + code - 48);
    return letter;
  }).join('');
}

class Parser {
  constructor(/** @type {string} */ source, /** @type {boolean} */ display) {
    this.tokens = source.match(/%.*\n?|\\(?:[a-zA-Z]+\*?|[^])?|\s+|\d+(?:\.\d+)?|[^]/gu)?.filter((token) => token[0] !== '%') ?? [];
    this.at = 0;
    this.depth = 0;
    this.display = display;
    this.font = '';
    /** @type {Tree[][]} */
    this.lines = [];
  }

  /** The next token that is not blank. */
  peek() {
    while (this.tokens[this.at]?.trim() === '') this.at += 1;
    return this.tokens[this.at];
  }

  next() {
    const token = this.peek();
    if (token === undefined) throw new Error('the formula ends too early');
    this.at += 1;
    return token;
  }

  /** Takes the token if it is next. */
  take(/** @type {string} */ token) {
    if (this.peek() !== token) return false;
    this.at += 1;
    return true;
  }

  expect(/** @type {string} */ token) {
    if (!this.take(token)) throw new Error(`${token} is missing`);
  }

  /** Atoms with their scripts, up to one of these tokens, which stays. */
  until(/** @type {string[]} */ ...ends) {
    if ((this.depth += 1) > DEEPEST) throw new Error('too deep');
    const { font } = this;
    /** @type {Tree[]} */
    let atoms = [];
    for (let token = this.peek(); token !== undefined && !ends.includes(token); token = this.peek()) {
      if (token === '}' || token === '&' || token === '\\\\' || token === '\\cr' || token === '\\right' || token === '\\end' || token === '\\middle') {
        if (token === '\\\\' && ends.length === 0) {
          // A line end outside an environment.
          this.at += 1;
          this.lines.push(atoms);
          atoms = [];
          continue;
        }
        throw new Error(`${token} stands alone`);
      }
      if (token === '\\over' || token === '\\choose') {
        this.at += 1;
        const below = row(this.until(...ends));
        const fraction = make('mfrac', token === '\\choose' ? { linethickness: '0' } : {}, row(atoms), below);
        atoms = token === '\\choose' ? [operator('('), fraction, operator(')')] : [fraction];
        break;
      }
      if (token === '\\displaystyle' || token === '\\textstyle' || token === '\\scriptstyle') {
        this.at += 1;
        const attributes = { displaystyle: String(token === '\\displaystyle'), ...(token === '\\scriptstyle' ? { scriptlevel: '1' } : {}) };
        const shown = this.display;
        this.display = token === '\\displaystyle';
        atoms.push(make('mstyle', attributes, ...this.until(...ends)));
        this.display = shown;
        break;
      }
      const name = token.replace(/^\\|\*$/g, '');
      const named = token[0] === '\\' && (functions.has(name) || name === 'operatorname');
      const atom = this.scripted();
      if (!atom) continue;
      // A function's name keeps a thin distance from what it stands beside.
      if (named && ['mi', 'mn', 'msup', 'msub', 'msubsup', 'mfrac'].includes(atoms.at(-1)?.name ?? '')) atoms.push(thin());
      atoms.push(atom);
      const after = this.peek();
      if (named && after !== undefined && !/^(?:[()[\],.;}^_&|]|\\(?:left|right|bigl?|Bigl?|[,;:!]|\\|end))$/.test(after)) atoms.push(thin());
    }
    this.font = font;
    this.depth -= 1;
    return atoms;
  }

  /** One atom with what stands above and below it; nothing for a command that shows nothing. */
  scripted() {
    const bare = this.peek() === '^' || this.peek() === '_' || this.peek() === "'";
    const base = bare ? make('mrow', {}) : this.atom();
    if (!base) return null;
    /** @type {Tree | null} */ let sub = null;
    /** @type {Tree | null} */ let sup = null;
    let { limits } = base;
    for (;;) {
      if (this.take('\\limits')) limits = true;
      else if (this.take('\\nolimits')) limits = false;
      else if (this.peek() === "'") {
        let primes = '';
        while (this.take("'")) primes += '′';
        const mark = operator(['', '′', '″', '‴', '⁗'][primes.length] ?? primes);
        sup = sup ? row([sup, mark]) : mark;
      } else if (this.peek() === '^' && (!sup || sup.name === 'mo')) {
        this.at += 1;
        const above = this.argument();
        sup = sup ? row([sup, above]) : above;
      } else if (this.peek() === '_' && !sub) {
        this.at += 1;
        sub = this.argument();
      } else break;
    }
    if (!sub && !sup) return base;
    const around = limits && (this.display || !base.big);
    const parts = [sub, sup].filter((part) => part !== null);
    const kind = sub && sup ? ['msubsup', 'munderover'] : sub ? ['msub', 'munder'] : ['msup', 'mover'];
    return make(/** @type {string} */ (kind[around ? 1 : 0]), {}, base, ...parts);
  }

  /** A group in braces, or a single atom. */
  argument() {
    if ((this.depth += 1) > DEEPEST) throw new Error('too deep');
    const token = this.peek();
    let inner;
    if (token === '{') inner = row(this.group());
    else if (token !== undefined && /^\d\d/.test(token)) {
      // `x^12` means x¹2.
      this.tokens.splice(this.at, 1, token.slice(0, 1), token.slice(1));
      inner = this.atom();
    } else inner = this.atom();
    this.depth -= 1;
    if (!inner) throw new Error('an argument is missing');
    return inner;
  }

  group() {
    this.expect('{');
    const atoms = this.until('}');
    this.expect('}');
    return atoms;
  }

  /** What stands in braces, as it is written. */
  words() {
    this.expect('{');
    let text = '';
    for (let open = 1; ; this.at += 1) {
      const token = this.tokens[this.at];
      if (token === undefined) throw new Error('} is missing');
      if (token === '{') open += 1;
      if (token === '}' && (open -= 1) === 0) break;
      text += token;
    }
    this.at += 1;
    return text;
  }

  /** `[…]` as it is written, where there is one. */
  option() {
    if (this.peek() !== '[') return null;
    let text = '';
    for (this.at += 1; this.tokens[this.at] !== ']'; this.at += 1) {
      if (this.tokens[this.at] === undefined) throw new Error('] is missing');
      text += this.tokens[this.at];
    }
    this.at += 1;
    return text;
  }

  delimiter() {
    const token = this.next();
    const found = DELIMITERS.get(token);
    if (found === undefined) throw new Error(`${token} is no delimiter`);
    return found;
  }

  /** @returns {Tree | null} */
  atom() {
    const token = this.next();
    if (token === '{') {
      this.at -= 1;
      return make('mrow', {}, ...this.group());
    }
    if (token[0] === '\\') return this.command(token.slice(1));
    if (/^\d/.test(token)) return make('mn', {}, inFont(token, this.font));
    if (/^\p{L}/u.test(token)) return this.letter(token);
    if (token === '~') return make('mspace', { width: '0.333em' });
    if ('()[]|'.includes(token)) return operator(token, { stretchy: 'false' });
    if (token === '-') return operator('−');
    if (token === '*') return operator('∗');
    if (token === ':') return operator(':', { lspace: '0.278em', rspace: '0.278em' });
    if (token === '/') return operator('/', { lspace: '0', rspace: '0' });
    if (/^[+=<>,;!?."@∑-⋿←-⇿×÷±·…°]$/u.test(token)) return operator(token);
    throw new Error(`${token} is not known`);
  }

  letter(/** @type {string} */ text, /** @type {boolean} */ upright = false) {
    if (this.font === 'rm' || upright) return make('mi', { mathvariant: 'normal' }, text);
    const other = inFont(text, this.font);
    return make('mi', other !== text && this.font !== 'bi' ? { mathvariant: 'normal' } : {}, other);
  }

  /** @returns {Tree | null} */
  command(/** @type {string} */ name) {
    const letter = letters.get(name);
    if (letter) return this.letter(letter, /^\p{Lu}/u.test(letter) && name !== 'Im' && name !== 'Re');
    const symbol = operators.get(name);
    if (symbol) return operator(symbol);
    const big = bigOperators.get(name);
    if (big) {
      return { ...operator(big, { largeop: 'true', movablelimits: 'false' }), big: true, limits: !name.includes('int') };
    }
    if (functions.has(name)) {
      const limits = /^(?:lim|limsup|liminf|max|min|sup|inf|det|gcd|Pr|arg?max|arg?min|argmax|argmin)$/.test(name);
      return this.named(name === 'limsup' || name === 'liminf' ? `${name.slice(0, 3)} ${name.slice(3)}` : name, limits);
    }
    const accent = accents.get(name);
    if (accent) {
      const [mark, under, wide] = accent;
      return make(under ? 'munder' : 'mover', under ? { accentunder: 'true' } : { accent: 'true' }, this.argument(), operator(mark, { stretchy: String(wide) }));
    }
    const space = spaces.get(name);
    if (space) return make('mspace', { width: space });
    if (name in FONTS) return this.withFont(name);
    if (TEXTS.has(name)) return this.text(name);
    const size = /^(big|Big|bigg|Bigg)[lrm]?$/.exec(name)?.[1];
    if (size) return operator(this.delimiter(), { stretchy: 'true', symmetric: 'true', minsize: SIZES[size] ?? '1em', maxsize: SIZES[size] ?? '1em' });
    if (DELIMITERS.has(`\\${name}`)) return operator(/** @type {string} */ (DELIMITERS.get(`\\${name}`)), { stretchy: 'false' });
    return this.construct(name);
  }

  /** A name that is set upright, such as a function's, and the space behind it. */
  named(/** @type {string} */ name, limits = false) {
    return { ...make('mi', { mathvariant: 'normal' }, name), limits, big: limits };
  }

  withFont(/** @type {string} */ name) {
    const before = this.font;
    this.font = FONTS[name] ?? '';
    // `\bf` lasts to the end of its group; `\mathbf` takes an argument.
    if (name === 'bf' || name === 'rm' || name === 'cal' || name === 'frak') return null;
    const inner = this.argument();
    this.font = before;
    const { children } = inner;
    if (name === 'mathrm' && inner.name === 'mrow' && children.length > 0 && children.every((child) => typeof child === 'object' && child.name === 'mi')) {
      return make('mi', { mathvariant: 'normal' }, children.map((child) => /** @type {Tree} */ (child).children[0]).join(''));
    }
    return inner;
  }

  text(/** @type {string} */ name) {
    const words = this.words().replace(/\\([%$&#_{} ])/g, '$1').replace(/~/g, '\u00a0');
    // A formula within words.
    const parts = words.split(/(?<!\\)\$/);
    if (parts.length % 2 === 0) throw new Error('$ stands alone');
    const font = { textbf: 'bf', textit: 'it', textsf: 'sf', texttt: 'tt' }[name] ?? '';
    const set = parts.map((part, index) =>
      index % 2 ? row(parse(part, false)) : make('mtext', {}, inFont(part, font).replace(/\s+/g, ' ').replace(/^ | $/g, '\u00a0')));
    return row(set.filter((part, index) => part.children[0] !== '' || index === 0));
  }

  /** @returns {Tree | null} */
  construct(/** @type {string} */ name) {
    switch (name) {
      case 'frac': case 'dfrac': case 'tfrac': case 'cfrac': {
        const fraction = make('mfrac', {}, this.argument(), this.argument());
        return name === 'frac' ? fraction : make('mstyle', { displaystyle: String(name !== 'tfrac') }, fraction);
      }
      case 'binom': case 'dbinom': case 'tbinom':
        return make('mrow', {}, operator('('), make('mfrac', { linethickness: '0' }, this.argument(), this.argument()), operator(')'));
      case 'sqrt': {
        const index = this.option();
        const under = this.argument();
        return index === null ? make('msqrt', {}, under) : make('mroot', {}, under, row(parse(index, false)));
      }
      case 'left': return this.fenced();
      case 'operatorname': case 'operatorname*':
        return this.named(this.words().replace(/\\[,;: ]/g, ' '), name.endsWith('*'));
      case 'overset': case 'stackrel': { const above = this.argument(); return make('mover', {}, this.argument(), above); }
      case 'underset': { const below = this.argument(); return make('munder', {}, this.argument(), below); }
      case 'overbrace': return { ...make('mover', {}, this.argument(), operator('⏞', { stretchy: 'true' })), limits: true };
      case 'underbrace': return { ...make('munder', {}, this.argument(), operator('⏟', { stretchy: 'true' })), limits: true };
      case 'xrightarrow': case 'xleftarrow': case 'xRightarrow': case 'xleftrightarrow': {
        const below = this.option();
        const arrow = operator({ xrightarrow: '→', xleftarrow: '←', xRightarrow: '⇒', xleftrightarrow: '↔' }[name] ?? '→', { stretchy: 'true' });
        const above = make('mpadded', { width: '+0.6em', lspace: '0.3em' }, this.argument());
        return below === null ? make('mover', {}, arrow, above) : make('munderover', {}, arrow, row(parse(below, false)), above);
      }
      case 'begin': return this.environment(this.words());
      case 'not': {
        const struck = this.atom();
        const [text] = struck?.children ?? [];
        if (typeof text !== 'string') throw new Error('\\not is not known here');
        return operator({ '=': '≠', '∈': '∉', '⊂': '⊄', '⊆': '⊈', '≡': '≢', '∃': '∄', '≤': '≰', '≥': '≱', '<': '≮', '>': '≯', '∼': '≁', '≈': '≉', '∣': '∤' }[text] ?? `${text}\u0338`);
      }
      case 'bmod': return operator('mod', { lspace: '0.22em', rspace: '0.22em' });
      case 'mod': return make('mrow', {}, make('mspace', { width: '1em' }), this.named('mod'), make('mspace', { width: '0.33em' }));
      case 'pmod': return make('mrow', {}, make('mspace', { width: '0.6em' }), operator('('), make('mi', { mathvariant: 'normal' }, 'mod'), make('mspace', { width: '0.33em' }), this.argument(), operator(')'));
      case 'boxed': case 'fbox': return make('mrow', { class: 'boxed' }, this.argument());
      case 'cancel': case 'bcancel': case 'xcancel': return make('mrow', { class: 'struck' }, this.argument());
      case 'phantom': return make('mphantom', {}, this.argument());
      case 'hphantom': case 'vphantom': this.argument(); return null;
      case 'substack': { this.expect('{'); const lines = this.rows('}'); this.expect('}'); return make('mtable', {}, ...lines); }
      case 'color': this.words(); return null;
      case 'textcolor': case 'colorbox': this.words(); return this.argument();
      case 'mathop': return { ...this.argument(), limits: true };
      case 'mathrel': case 'mathbin': case 'mathord': case 'mathopen': case 'mathclose': case 'mathpunct': case 'mathinner': return this.argument();
      case 'mathstrut': case 'strut': case 'nonumber': case 'notag': case 'displaylimits': case 'allowbreak': case 'nobreak': case 'noindent': case 'hline': return null;
      case 'label': this.words(); return null;
      case 'tag': case 'tag*': { const words = this.words(); return make('mtext', { class: 'tag' }, name === 'tag' ? `(${words})` : words); }
      case 'hspace': case 'kern': case 'mkern': case 'hskip': if (this.peek() === '{') this.words(); else throw new Error('lengths are not known'); return null;
      default: throw new Error(`\\${name} is not known`);
    }
  }

  fenced() {
    const parts = [operator(this.delimiter(), { fence: 'true', form: 'prefix', stretchy: 'true' })];
    parts.push(...this.until('\\right', '\\middle'));
    while (this.take('\\middle')) {
      parts.push(operator(this.delimiter(), { stretchy: 'true', lspace: '0.1em', rspace: '0.1em' }), ...this.until('\\right', '\\middle'));
    }
    this.expect('\\right');
    parts.push(operator(this.delimiter(), { fence: 'true', form: 'postfix', stretchy: 'true' }));
    return make('mrow', {}, ...parts.filter((part) => part.name !== 'mo' || part.children[0] !== ''));
  }

  environment(/** @type {string} */ name) {
    const known = environments.get(name);
    if (!known) throw new Error(`${name} is not known`);
    const [open, close, columns, display] = known;
    let given = columns;
    if (name === 'array') given = this.words().replace(/[^lcr]/g, '');
    else if (/^(?:alignat\*?|alignedat)$/.test(name)) this.words();
    else this.option();
    const shown = this.display;
    this.display = display;
    const lines = this.rows('\\end');
    this.display = shown;
    this.expect('\\end');
    if (this.words() !== name) throw new Error(`${name} does not end`);
    for (const line of lines) {
      line.children.forEach((cell, column) => {
        // What was given repeats: pairs of right and left make aligned equations.
        const side = given[columns === 'rl' ? column % 2 : column] ?? 'c';
        if (side !== 'c' && typeof cell === 'object') cell.attributes.class = side === 'l' ? 'left' : 'right';
      });
    }
    const table = make('mtable', { ...(display ? { displaystyle: 'true' } : {}), ...(columns === 'rl' ? { class: 'aligned' } : {}) }, ...lines);
    const fences = [open && operator(open, { fence: 'true', form: 'prefix', stretchy: 'true' }), close && operator(close, { fence: 'true', form: 'postfix', stretchy: 'true' })];
    return fences[0] || fences[1] ? make('mrow', {}, ...[fences[0], table, fences[1]].filter((part) => typeof part === 'object')) : table;
  }

  /** Rows of cells, up to this token. */
  rows(/** @type {string} */ end) {
    /** @type {Tree[]} */
    const lines = [];
    let cells = [];
    for (;;) {
      const cell = this.until('&', '\\\\', '\\cr', end);
      cells.push(make('mtd', {}, ...cell));
      if (this.take('&')) continue;
      const last = this.peek() === end;
      // A line end behind the last line begins no other.
      if (!last || cells.length > 1 || cell.length > 0 || lines.length === 0) lines.push(make('mtr', {}, ...cells));
      if (last) return lines;
      if (!this.take('\\\\') && !this.take('\\cr')) throw new Error(`${end} is missing`);
      this.option();
      cells = [];
    }
  }
}

/** @returns {Tree[]} */
function parse(/** @type {string} */ source, /** @type {boolean} */ display) {
  const parser = new Parser(source, display);
  const atoms = parser.until();
  if (parser.peek() !== undefined) throw new Error(`${parser.peek()} stands alone`);
  if (parser.lines.length === 0) return atoms;
  const lines = atoms.length > 0 ? [...parser.lines, atoms] : parser.lines;
  return [make('mtable', { displaystyle: 'true' }, ...lines.map((line) => make('mtr', {}, make('mtd', {}, ...line))))];
}

/**
 * A formula's tree.
 * @param {string} source TeX without its delimiters.
 * @param {boolean} display Whether it stands on a line of its own.
 * @returns {Tree | null} The `math` element; null where the source can't be read.
 */
export function formula(source, display) {
  if (source.length > LONGEST) return null;
  try {
    return make('math', display ? { display: 'block' } : {}, ...parse(source, display));
  } catch {
    return null;
  }
}
