// What the build changes in the packages it bundles. Each change names the exact text that it replaces, and
// the build fails where that text is not there exactly as often as expected: a new version of a package needs
// a new look.

/** @typedef {{ find: string | RegExp, replace: string, times?: number }} Change */

/** Tokens that the macros of one formula may produce. */
const TOKENS = 2000;
/** Groups that one formula may be built of. */
const GROUPS = 2500;

/** These expect a global `temml`; here they are functions that get it. @type {Change[]} */
const AS_FUNCTION = [
  { find: /^\uFEFF?/, replace: 'export default function (temml) {\n' },
  { find: /$/, replace: '\n}\n' },
];

/** @type {Record<string, Change[]>} By the end of the file's path. */
const CHANGES = {
  // `maxExpand` bounds how often macros are expanded, but not what they expand to: a macro that doubles its
  // argument produces 2^1000 tokens within it.
  'temml/src/MacroExpander.js': [
    {
      find: 'tokens.splice(i, 2, ...args[+tok.text - 1]);',
      replace: `tokens.splice(i, 2, ...args[+tok.text - 1]);
            if (tokens.length > ${TOKENS}) throw new ParseError("Too many tokens");`,
    },
    {
      find: 'this.pushTokens(tokens);\n    return tokens.length',
      replace: `this.tokenCount = (this.tokenCount || 0) + tokens.length;
    if (this.tokenCount > ${TOKENS}) throw new ParseError("Too many tokens");
    this.pushTokens(tokens);
    return tokens.length`,
    },
  ],
  // Some functions build what is within them twice, so their depth doubles the work each time.
  'temml/src/buildMathML.js': [
    {
      find: 'export const buildGroup = function(group, style) {',
      replace: `let groupCount = 0;
export const buildGroup = function(group, style) {
  if ((groupCount += 1) > ${GROUPS}) throw new ParseError("Too many groups");`,
    },
    {
      find: 'export default function buildMathML(tree, texExpression, style, settings) {',
      replace: `export default function buildMathML(tree, texExpression, style, settings) {
  groupCount = 0;`,
    },
  ],
  'temml/contrib/mhchem/mhchem.js': AS_FUNCTION,
  'temml/contrib/texvc/texvc.js': AS_FUNCTION,
  // Faults of rules would be thrown out of a timer. A line that has one is coloured as far as it goes.
  'ace-code/src/lib/report_error.js': [{ find: /exports\.reportError = [^]*$/, replace: 'exports.reportError = function () {};\n' }],
  // It would bring all that the editor itself is configured by, to know which modes are loaded: none is.
  'ace-code/src/mode/markdown_highlight_rules.js': [{ find: 'require("../config").$modes', replace: '{}' }],
  // Expressions that try every part of a long word, and for each of them every part of the rest.
  'ace-code/src/mode/julia_highlight_rules.js': [
    { find: String.raw`'([a-zA-Z0-9_]+!?)([\\w\\xff-\\u218e\\u2455-\\uffff]*\\()'`, replace: String.raw`'(\\b[a-zA-Z0-9_]+!?)(\\()'` },
  ],
  'ace-code/src/mode/prolog_highlight_rules.js': [
    { find: String.raw`'(?=[a-z]\\w*.*:-)'`, replace: String.raw`'(?=\\b[a-z].*:-)'`, times: 2 },
  ],
  // Names of library functions have no colour of ours, and there are thousands of them.
  'ace-code/src/mode/powershell_highlight_rules.js': [{ find: /var builtinFunctions = \([^]*?\n    \);/, replace: 'var builtinFunctions = "";' }],
  'ace-code/src/mode/php_highlight_rules.js': [{ find: /var builtinFunctions = lang\.arrayToMap\([^]*?\);/, replace: 'var builtinFunctions = {};' }],
  'temml/dist/Temml-Local.css': [
    // Its font would be one more file; script letters come from the page's math font.
    { find: /@font-face \{[^}]*\}/, replace: '' },
    { find: /math \.mathscr \{[^}]*\}/, replace: '' },
    { find: /mo\.tml-prime \{[^}]*\}/g, replace: '', times: 2 },
    // Equations are numbered where the author says so: a counter over the page would change its numbers
    // whenever rows of the transcript are added or removed.
    { find: /\.tml-eqn::before \{[^}]*\}/, replace: '' },
    { find: /body \{[^}]*\}/, replace: '' },
  ],
};

/** A file's text as it is bundled. */
export function patched(/** @type {string} */ path, /** @type {string} */ text) {
  const changes = Object.entries(CHANGES).find(([end]) => path.endsWith(`/${end}`))?.[1] ?? [];
  for (const { find, replace, times = 1 } of changes) {
    const found = typeof find === 'string' ? text.split(find).length - 1 : [...text.matchAll(new RegExp(find, find.flags.replace('g', '') + 'g'))].length;
    if (found !== times) throw new Error(`${path}: ${find} is there ${found} times instead of ${times}. Look at patches.mjs.`);
    text = text.replaceAll(typeof find === 'string' ? find : new RegExp(find, find.flags.replace('g', '') + 'g'), () => replace);
  }
  return text;
}

/** Matches the files that are changed. */
export const FILES = new RegExp(`/(?:${Object.keys(CHANGES).map((path) => path.replaceAll('.', '\\.')).join('|')})$`);
