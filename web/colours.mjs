// Colours code one line at a time. What a line leaves open (a comment, a string, the language of a script
// within HTML) is a state that the next line starts with, so that a line that has been coloured never needs
// another look. It knows nothing of the page: text in, pieces out. The tokens are Ace's, the classes ours.

import { Tokenizer } from 'ace-code/src/tokenizer.js';
import { languages } from './languages.mjs';

/** @typedef {{ tokens: Tokenizer | undefined, slow?: number } & import('./languages.mjs').Language} Language */
/** @typedef {{ language: Language, open: string | string[] | undefined }} State */

/** Longer lines stay plain: they are data, and nobody reads their colours. */
export const LONGEST_LINE = 1000;
/** A language gets no more lines after so many that took longer than so many milliseconds each. Rules are regular
 * expressions of many authors, and some line may be the one that they did not think of. */
const PATIENCE = { lines: 3, milliseconds: 100 };

/** What loads the rules of a language, the same for all its names; undefined where no language has that name. */
export const named = (/** @type {string} */ name) => languages.get(name.toLowerCase());

/** The state before the first line. The rules become expressions here, which may take milliseconds. @returns {State} */
export function begin(/** @type {Language} */ language) {
  if (!language.tokens) {
    const rules = new language.Rules().getRules();
    language.adapt?.(rules);
    language.tokens = new Tokenizer(rules);
  }
  return { language, open: undefined };
}

/**
 * Colours one line.
 * @param {string} line Without its line end.
 * @param {State} before The state that the line before left.
 * @returns {{ pieces: [string, string][], state: State }} Pieces of text, each with `w` (word of the
 *   language), `s` (string), `v` (value), `c` (comment) or nothing; together they are the line.
 */
export function colour(line, before) {
  const { language } = before;
  const plain = { pieces: /** @type {[string, string][]} */ ([['', line]]), state: before };
  if (line.length > LONGEST_LINE || (language.slow ?? 0) >= PATIENCE.lines || !language.tokens) return plain;
  // PHP is mostly shown without its opening tag.
  const open = before.open ?? (language.tokens.states['php-start'] && !/<[?!a-z]/i.test(line) ? 'php-start' : 'start');
  const begun = performance.now();
  let result;
  try {
    result = language.tokens.getLineTokens(line, open);
  } catch {
    return plain;
  }
  if (performance.now() - begun > PATIENCE.milliseconds) language.slow = (language.slow ?? 0) + 1;
  /** @type {[string, string][]} */
  const pieces = [];
  for (const { type, value } of result.tokens) {
    let kind = kindOf(type);
    // Brackets and operators are no words, whatever a language's rules call them.
    if (kind === 'w' && !/[\p{L}\d@#]/u.test(value)) kind = '';
    const last = pieces.at(-1);
    if (last && last[0] === kind) last[1] += value;
    else if (value) pieces.push([kind, value]);
  }
  return { pieces, state: { language, open: result.state } };
}

/** Classes by type of token, as far as asked for. @type {Map<string, string>} */
const kinds = new Map();

function kindOf(/** @type {string} */ type) {
  let kind = kinds.get(type);
  if (kind === undefined) kinds.set(type, (kind = decide(type)));
  return kind;
}

/** The class of a type of token. Types are words with dots between, the general one first. */
function decide(/** @type {string} */ type) {
  const [first, second] = type.split('.');
  const has = (/** @type {string} */ word) => type.split('.').includes(word);
  if (has('comment') || has('blockquote') || type.endsWith('.doc')) return 'c';
  switch (first) {
    case 'string': return has('strong') || has('emphasis') ? 'v' : 's';
    case 'regexp': case 'character': return 's';
    case 'punctuation': return has('string') && has('definition') ? 's' : '';
    case 'keyword': return second === 'operator' ? '' : 'w';
    case 'storage': case 'heading': case 'tag': return 'w';
    case 'constant':
      if (has('symbol') || has('reference')) return 'v';
      if (has('section')) return 'w';
      return has('escape') ? 's' : has('library') || has('other') ? '' : 'v';
    case 'variable':
      if (second === 'language' || second === 'keygroup') return 'w';
      return second === undefined || second === 'parameter' || second === 'instance' ? 'v' : '';
    case 'support': return second === 'type' ? 'w' : '';
    case 'meta': return has('tag') && !has('punctuation') ? 'w' : '';
    case 'markup': return has('heading') ? 'w' : has('list') ? 'v' : '';
    case 'entity': return has('tag') ? 'w' : '';
    default: return '';
  }
}
