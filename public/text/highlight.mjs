// Colours code one line at a time. What a line leaves open (a comment, a string, the language of a
// script within HTML) is a state that the next line starts with, so that a line that has been coloured
// never needs another look. It knows nothing of the page: text in, pieces out.

import { languages } from './languages.mjs';

/**
 * What is open at the end of a line.
 * @typedef {{ closing: string, kind: string, depth: number, region: object } | null} Region
 * @typedef {{ language: object, region: Region, outer: State | null, until: RegExp | null }} State
 */

/** Longer lines stay plain: they are data, and nobody reads their colours. */
export const LONGEST_LINE = 1000;

const NUMBER =
  "(?:0[xX][\\da-fA-F_']+|0[bB][01_']+|0[oO][0-7_]+|\\d(?:[\\d_]|'(?=\\d))*(?:\\.\\d[\\d_]*)?(?:[eE][+-]?\\d+)?)\\w*%?";
const IDENTIFIER = '[\\p{L}_$][\\p{L}\\p{M}\\d_$]*';
/** What no rule knows: blanks at once, anything else one by one. */
const OTHER = /\s+|[^]/uy;

const escaped = (/** @type {string} */ text) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
const compiled = new Map();
const closings = new Map();

/** The rules of a language as one expression, made once. */
function compile(/** @type {any} */ spec) {
  const found = compiled.get(spec);
  if (found) return found;
  const flags = spec.fold ? 'yui' : 'yu';
  const set = (/** @type {string} */ words) =>
    new Set((spec.fold ? words.toLowerCase() : words).split(/\s+/).filter(Boolean));
  const rules = [
    ...(spec.line ?? []).map((/** @type {string} */ open) => ({ open: `${open}.*`, kind: 'c' })),
    ...(spec.special ?? []).map((/** @type {any[]} */ [open, kind, embed, until]) => ({ open, kind, embed, until })),
    ...(spec.block ?? []).map((/** @type {[string, string]} */ [open, close]) => ({
      open: escaped(open), close: () => close, kind: 'c', lines: true, nested: spec.nested ? open : '',
    })),
    ...(spec.regions ?? []).map((/** @type {any[]} */ [open, close, kind, more]) => ({
      open, close: typeof close === 'string' ? () => close : close, kind, lines: true, ...more,
    })),
    ...[...(spec.quotes ?? '')].map((quote) => ({
      open: escaped(quote), close: () => quote, kind: 's', escapes: !spec.doubled, doubled: spec.doubled,
      lines: (spec.multi ?? '').includes(quote),
    })),
    { open: spec.number ?? NUMBER, kind: 'v' },
    // A member's name is no word of the language, whatever it is called.
    { open: `(?<=[\\w)\\]]\\.)(?!await\\b)${IDENTIFIER}`, kind: '' },
    { open: spec.identifier ?? IDENTIFIER, kind: 'identifier' },
  ];
  const language = {
    spec,
    rules,
    pattern: new RegExp(rules.map((rule) => `(${rule.open})`).join('|'), flags),
    words: set(spec.words ?? ''),
    values: set(spec.values ?? ''),
  };
  // Engines compile an expression when it is used, some once more when it is used again.
  for (let use = 0; use < 2; use += 1) language.pattern.exec('');
  compiled.set(spec, language);
  return language;
}

/** An expression that finds the end of a region. */
function ending(/** @type {any} */ region, /** @type {string} */ closing) {
  const key = `${region.escapes ? 'e' : ''}${region.doubled ? 'd' : ''}${region.nested ?? ''}|${region.anchored ? '^' : ''}${closing}`;
  let pattern = closings.get(key);
  if (!pattern) {
    const close = escaped(closing);
    const whole = region.anchored ? `^[ \\t]*${close}\\b` : close;
    const parts = [region.doubled && `${close}${close}`, region.escapes && '\\\\.', region.nested && `(${escaped(region.nested)})`, `(?<end>${whole})`];
    pattern = new RegExp(parts.filter(Boolean).join('|'), 'gu');
    closings.set(key, pattern);
  }
  return pattern;
}

/** The state before the first line, or null for a language that is not known. */
export function begin(/** @type {string} */ name) {
  const spec = languages.get(name.toLowerCase());
  return spec ? { language: compile(spec), region: null, outer: null, until: null } : null;
}

/**
 * Colours one line.
 * @param {string} line Without its line end.
 * @param {any} before The state that the line before left.
 * @returns {{ pieces: [string, string][], state: any }} Pieces of text, each with `w` (word of the
 *   language), `s` (string), `v` (value), `c` (comment) or nothing; together they are the line.
 */
export function colour(line, before) {
  if (line.length > LONGEST_LINE) return { pieces: [['', line]], state: before };
  /** @type {[string, string][]} */
  const pieces = [];
  const add = (/** @type {string} */ kind, /** @type {string} */ text) => {
    const last = pieces.at(-1);
    if (!text) return;
    if (last && last[0] === kind) last[1] += text;
    else pieces.push([kind, text]);
  };
  let state = before;
  let at = 0;
  const byLine = !state.region && state.language.spec.lines?.find((/** @type {any[]} */ [start]) => start.test(line));
  if (byLine) return { pieces: [[byLine[1], line]], state };
  while (at < line.length) {
    // A language within another ends where the outer one says so, even within a string.
    let end = line.length;
    if (state.until) {
      const until = line.slice(at).search(state.until);
      if (until >= 0) end = at + until;
      if (until === 0) {
        state = state.outer;
        continue;
      }
    }
    at = part(line, at, end, state, add, (/** @type {any} */ next) => (state = next));
  }
  // Only what goes on over line ends is still open.
  if (state.region && !state.region.region.lines && !(state.region.region.escapes && /(^|[^\\])(\\\\)*\\$/.test(line))) {
    state = { ...state, region: null };
  }
  return { pieces, state };
}

/** One token from `at`; gives where the next one starts. */
function part(/** @type {string} */ line, /** @type {number} */ at, /** @type {number} */ end, /** @type {any} */ state, /** @type {any} */ add, /** @type {any} */ change) {
  if (state.region) {
    const { region, closing, kind } = state.region;
    const pattern = ending(region, closing);
    const text = line.slice(0, end);
    pattern.lastIndex = at;
    let { depth } = state.region;
    for (let found = pattern.exec(text); found; found = pattern.exec(text)) {
      if (found.groups.end !== undefined) depth -= 1;
      else if (region.nested && found[0] === region.nested) depth += 1;
      if (depth > 0) continue;
      add(kind, line.slice(at, pattern.lastIndex));
      change({ ...state, region: null });
      return pattern.lastIndex;
    }
    add(kind, line.slice(at, end));
    change({ ...state, region: { ...state.region, depth } });
    return end;
  }
  const { language } = state;
  language.pattern.lastIndex = at;
  const found = language.pattern.exec(line);
  if (!found || !found[0] || at + found[0].length > end) {
    OTHER.lastIndex = at;
    const other = (OTHER.exec(line)?.[0] ?? '').slice(0, end - at);
    add('', other);
    return at + other.length;
  }
  const [text] = found;
  const rule = language.rules[found.indexOf(text, 1) - 1];
  if (rule.kind === 'identifier') {
    const word = language.spec.fold ? text.toLowerCase() : text;
    add(language.words.has(word) ? 'w' : language.values.has(word) ? 'v' : '', text);
  } else {
    add(rule.kind, text);
  }
  if (rule.close) {
    const closing = rule.close(text);
    change({ ...state, region: { region: rule, closing, kind: rule.kind, depth: 1 } });
  } else if (rule.embed) {
    const inner = begin(rule.embed);
    if (inner) change({ ...inner, outer: state, until: rule.until });
  }
  return at + text.length;
}
