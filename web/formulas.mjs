// TeX formulas as MathML: text in, a tree of elements out, and its nodes. Temml reads the TeX and lays out the tree; this
// module copies the tree and keeps only the elements and attributes that it names, so a formula can neither
// fetch nor link, nor carry an id. What can't be read, or is beyond the bounds, is null, and the page shows
// the formula's source.

import temml from 'temml/temml.js';
import shortNames from 'temml/contrib/texvc/texvc.js';
import css from 'temml/dist/Temml-Local.css';

/** @typedef {{ name: string, attributes: Record<string, string>, style: Record<string, string>, children: (Tree | string)[] }} Tree */

/** Longest source, in UTF-16 units. */
const LONGEST = 8 * 1024;
/** Most tokens of a source. What their macros may become is bounded in patches.mjs. */
const TOKENS = 1000;
/** The same where the part for chemistry reads them, which looks at each more often. */
const TOKENS_OF_CHEMISTRY = 400;
/** Deepest nesting of the source's groups. */
const DEEPEST_SOURCE = 50;
/** Deepest nesting of elements. A group may be several elements deep. */
const DEEPEST = 120;
/** Most elements and texts of one formula: so many take some 20 ms until they are laid out. */
const MOST = 1200;
/** Longest distance of one step, in em and in absolute units. */
const FARTHEST = { em: 30, absolute: 400 };

const ELEMENTS = new Set(`math maction menclose mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow mspace msqrt
  mstyle msub msubsup msup mtable mtd mtext mtr munder munderover none semantics`.split(/\s+/));
const ATTRIBUTES = new Set(`accent accentunder columnalign depth display displaystyle fence form height largeop linebreak
  linethickness lspace mathsize mathvariant maxsize minsize movablelimits notation rowspacing rspace scriptlevel separator
  stretchy symmetric title voffset width`.split(/\s+/));
const STYLES = new Set(`background-color border border-bottom border-left border-right border-top bottom color display font-family font-style
  font-weight height justify-content left margin-left math-depth padding padding-bottom padding-left padding-right padding-top position right
  text-align transform width`.split(/\s+/));

/** The rules for the classes that Temml gives, as they belong to this module. */
export const styles = css;

// \R, \N and the like, as they are written in wikis.
shortNames(temml);

/** Whether the formula needs the part for chemistry (mhchem's `\ce` and `\pu`). */
export const isChemistry = (/** @type {string} */ source) => /\\(?:ce|pu)(?![a-zA-Z])/.test(source);

/** Adds the macros of the part for chemistry. */
export function addChemistry(/** @type {(library: typeof temml) => void} */ define) {
  define(temml);
}

/**
 * A formula's tree.
 * @param {string} source TeX without its delimiters.
 * @param {boolean} display Whether the formula is a block of its own.
 * @returns {Tree | null} The `math` element; null where the source can't be read or is beyond the bounds.
 */
export function formula(source, display) {
  const shape = source.length > LONGEST ? null : survey(source);
  if (!shape) return null;
  /** @type {[source: string, display: boolean][]} */
  const ways = [[source, display]];
  // TeX ignores line ends outside of an environment in a block; whoever writes one means it.
  const lines = shape.columns ? 'aligned' : 'gathered';
  if (display && shape.breaks) ways.unshift([`\\begin{${lines}}${source}\\end{${lines}}`, true]);
  // Some environments are only known in blocks, and are written within lines all the same.
  if (!display && shape.blocks) ways.push([source, true]);
  for (const way of ways) {
    try {
      return read(...way);
    } catch {
      // The next way, or none.
    }
  }
  return null;
}

/** A formula's tree as nodes. Styles are set as properties: the page's policy refuses attributes of that name.
 * @returns {Element} */
export function nodes(/** @type {Tree} */ tree) {
  const element = /** @type {MathMLElement} */ (document.createElementNS('http://www.w3.org/1998/Math/MathML', tree.name));
  for (const [name, value] of Object.entries(tree.attributes)) element.setAttribute(name, value);
  for (const [name, value] of Object.entries(tree.style)) element.style.setProperty(name, value);
  element.append(...tree.children.map((child) => (typeof child === 'string' ? child : nodes(child))));
  return element;
}

function read(/** @type {string} */ source, /** @type {boolean} */ display) {
  const tree = temml.__renderToMathMLTree(source, {
    displayMode: display,
    wrap: display ? 'none' : 'tex',
    throwOnError: true,
    trust: false,
    maxSize: [FARTHEST.em, FARTHEST.absolute],
    maxExpand: 1000,
  });
  const copied = copy(tree, { left: MOST }, 0);
  // A reference alone is not wrapped.
  return copied.name === 'math' ? copied : { name: 'math', attributes: {}, style: {}, children: [copied] };
}

/** What a source is like: line ends and columns outside of any group, and environments or tags. Null where it has
 * more tokens, or deeper groups, than the bounds allow. */
function survey(/** @type {string} */ source) {
  const shape = { breaks: false, columns: false, blocks: false };
  const most = isChemistry(source) ? TOKENS_OF_CHEMISTRY : TOKENS;
  let tokens = 0;
  let depth = 0;
  for (const [token] of source.matchAll(/\\(?:[a-zA-Z]+|[^])?|\S/g)) {
    if ((tokens += 1) > most || depth > DEEPEST_SOURCE) return null;
    if (token === '\\begin' || token === '\\tag') shape.blocks = true;
    if (token === '{' || token === '\\begin' || token === '\\left') depth += 1;
    else if (token === '}' || token === '\\end' || token === '\\right') depth -= 1;
    else if (depth === 0 && token === '\\\\') shape.breaks = true;
    else if (depth === 0 && token === '&') shape.columns = true;
  }
  return shape;
}

/**
 * A node of Temml's tree, as far as the page shows it.
 * @param {any} node
 * @param {{ left: number }} budget
 * @param {number} level
 * @returns {any}
 */
function copy(node, budget, level) {
  if ((budget.left -= 1) < 0 || level > DEEPEST) throw new Error('too large');
  if (node.text !== undefined && !node.type) return String(node.text);
  // A reference has no link: what it refers to may be in another formula, and an address would keep its words.
  if (node.href !== undefined) {
    const label = String(node.href).slice(1);
    return { name: 'mtext', attributes: {}, style: {}, children: [node.classes?.includes('tml-eqref') ? `(${label})` : label] };
  }
  // A list of nodes without an element of its own, and a tool-tip's first part, which is what it stands on.
  let name = node.type ?? 'mrow';
  let inner = node.children ?? [];
  if (name === 'maction') inner = inner.slice(0, 1);
  // The parts of a line between which it may break, where they are to be children of the formula itself.
  if (name === 'math' && inner.length === 1 && !inner[0].type && inner[0].children) inner = inner[0].children;
  if (!ELEMENTS.has(name)) throw new Error(`${name} is not shown`);
  if (name === 'maction' || name === 'semantics') name = 'mrow';

  /** @type {Record<string, string>} */
  const attributes = {};
  /** @type {Record<string, string>} */
  const style = {};
  for (const [key, given] of Object.entries(node.attributes ?? {})) {
    const value = String(given);
    if (key === 'style') for (const [, property = '', set = ''] of value.matchAll(/([\w-]+)\s*:\s*([^;]+)/g)) add(style, property, set);
    else if (key === 'mathcolor') add(style, 'color', value);
    else if (key === 'mathbackground') add(style, 'background-color', value);
    else if (ATTRIBUTES.has(key)) attributes[key] = near(value, key);
  }
  for (const [key, value] of Object.entries(node.style ?? {})) add(style, key, String(value));
  const classes = (node.classes ?? []).filter(Boolean).join(' ');
  if (classes) attributes.class = classes;
  return { name, attributes, style, children: inner.map((/** @type {any} */ child) => copy(child, budget, level + 1)) };
}

/** Adds a property. A colour is made dark or light enough to be read on the page; a background is mixed with the page's. */
function add(/** @type {Record<string, string>} */ style, /** @type {string} */ property, /** @type {string} */ value) {
  const name = property.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  if (!STYLES.has(name) || !value || value === 'undefined') return;
  if (/url|expression|var\(|[\\<>"'{}]/i.test(value)) throw new Error(`${value} is not shown`);
  if (name === 'color') {
    if (!/^(?:black|#0{3}|#0{6})$/i.test(value)) style[name] = `light-dark(oklch(from ${value} min(l, .5) c h), oklch(from ${value} max(l, .72) c h))`;
  } else if (name === 'background-color') style[name] = `color-mix(in oklab, ${value} 25%, var(--paper))`;
  else style[name] = near(value, name);
}

/** A value whose lengths are within the bounds. */
function near(/** @type {string} */ value, /** @type {string} */ name) {
  if (name === 'title') return value.slice(0, 1000);
  for (const [, number = '', unit = ''] of value.matchAll(/(-?\d*\.?\d+(?:e[+-]?\d+)?)([a-z]+)/gi)) {
    if (Math.abs(Number(number)) > (/^(?:r?em|ex|ch|lh)$/.test(unit) ? FARTHEST.em : FARTHEST.absolute)) throw new Error(`${value} is too far`);
  }
  return value;
}
