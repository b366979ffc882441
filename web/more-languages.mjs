// Rules for languages that Ace has none for, in its form: by state, a list of tokens and the expressions they
// match, the first one that matches wins.

const raw = String.raw;
/** @typedef {{ token?: string | string[], regex?: string, next?: string, defaultToken?: string, caseInsensitive?: boolean }} Rule */

const text = (quote = '"') => ({ token: 'string', regex: `${quote}(?:\\\\.|[^\\\\${quote}])*(?:${quote}|$)` });
const number = { token: 'constant.numeric', regex: raw`\b(?:0x[\da-fA-F_]+|\d[\d_]*(?:\.\d+)?(?:e[+-]?\d+)?)\w*\b` };
const words = (/** @type {string} */ list, token = 'keyword') => ({ token, regex: raw`\b(?:${list.trim().split(/\s+/).join('|')})\b` });
const other = { token: 'identifier', regex: raw`[\p{L}_][\w-]*` };
const lines = (/** @type {string} */ mark) => ({ token: 'comment', regex: `${mark}.*$` });

/** Rules with a comment that goes on over lines. */
const withBlocks = (/** @type {string} */ open, /** @type {string} */ close, /** @type {Rule[]} */ rules) => ({
  start: [{ token: 'comment', regex: open, next: 'block' }, ...rules],
  block: [{ token: 'comment', regex: close, next: 'start' }, { defaultToken: 'comment' }],
});

/** @type {Record<string, Record<string, Rule[]>>} */
const RULES = {
  solidity: withBlocks(raw`/\*`, raw`\*/`, [
    lines('//'), text(), text("'"), number,
    words(`abstract anonymous as assembly assert break calldata case catch constant constructor continue contract default delete do else emit enum
      error event external fallback for from function if immutable import indexed interface internal is let library mapping memory modifier new
      override payable pragma private public pure receive require return returns revert storage struct switch this try type unchecked using
      view virtual while address bool bytes bytes32 int int256 string uint uint8 uint128 uint256`),
    words('true false wei gwei ether seconds minutes hours days weeks', 'constant.language'), other,
  ]),
  cmake: withBlocks(raw`#\[\[`, raw`\]\]`, [
    lines('#'), text(), { token: 'variable', regex: raw`\$(?:ENV)?\{[^}]*\}` },
    { token: 'keyword', regex: raw`[a-zA-Z_]\w*(?=\s*\()` }, number,
    words('ON OFF TRUE FALSE REQUIRED PUBLIC PRIVATE INTERFACE VERSION', 'constant.language'), other,
  ]),
  awk: { start: [
    lines('#'), text(), { token: 'variable', regex: raw`\$\w+` }, { token: 'string', regex: raw`(?<=[(,~!]\s*)/(?:\\.|[^/\\])+/` }, number,
    words(`BEGIN END break continue delete do else exit for function getline gsub if in length match next print printf return split sub
      substr while`), other,
  ] },
  vim: { start: [
    { token: 'comment', regex: raw`^\s*".*$` }, text(), { token: 'string', regex: "'(?:''|[^'])*'" }, { token: 'variable', regex: raw`\b[bglstvw]:\w+|&\w+` }, number,
    words(`augroup autocmd call command echo else elseif endfor endfunction endif endtry endwhile execute finish for function if in let map nmap
      nnoremap noremap return set setlocal source syntax try unlet vmap vnoremap while`), other,
  ] },
  wat: withBlocks(raw`\(;`, raw`;\)`, [
    lines(';;'), text(), { token: 'variable', regex: raw`\$[\w.]+` }, number,
    words(`block br br_if call data drop elem else end export func global if import local loop memory module mut param result return start
      table then type i32 i64 f32 f64`), { token: 'identifier', regex: raw`[\w.]+` },
  ]),
  typst: withBlocks(raw`/\*`, raw`\*/`, [
    lines('//'), { token: 'heading', regex: raw`^=+\s.*$` }, text(), { token: 'string', regex: raw`\$[^$]*(?:\$|$)` },
    { token: 'keyword', regex: raw`#[\p{L}][\w.-]*` }, number, other,
  ]),
  http: { start: [
    words('GET HEAD POST PUT DELETE CONNECT OPTIONS TRACE PATCH'), { token: 'keyword', regex: raw`\bHTTP/[\d.]+` },
    { token: 'variable', regex: raw`^[\w-]+(?=:)` }, text(), number, other,
  ] },
  diff: { start: [
    { token: 'keyword', regex: raw`^(?:\+\+\+|---|diff |index |@@).*$` }, { token: 'string', regex: raw`^\+.*$` },
    { token: 'constant', regex: '^-.*$' }, { token: 'comment', regex: raw`^[\\#].*$` }, { defaultToken: 'text' },
  ] },
  makefile: { start: [
    lines('#'), { token: 'variable', regex: raw`\$(?:\([^)]*\)|\{[^}]*\}|.)` }, text(), text("'"),
    { token: 'keyword', regex: raw`^[\w./%-][^:=#]*(?=:(?!=))` }, { token: 'keyword', regex: raw`^[\w-]+(?=\s*[?:+]?=)` },
    { token: 'keyword', regex: raw`^\s*-?(?:define|else|endef|endif|export|ifdef|ifeq|ifndef|ifneq|include|override|set|alias|import)\b` },
    { token: 'identifier', regex: raw`[\p{L}_][\w-]*` },
  ] },
  graphql: {
    start: [
      lines('#'), { token: 'string', regex: '"""', next: 'text' }, text(), { token: 'variable', regex: raw`\$\w+|@\w+` }, number,
      words('directive enum extend fragment implements input interface mutation on query repeatable scalar schema subscription type union'),
      words('true false null', 'constant.language'), { token: 'identifier', regex: raw`[\p{L}_]\w*` },
    ],
    text: [{ token: 'string', regex: '"""', next: 'start' }, { defaultToken: 'string' }],
  },
  regex: { start: [
    { token: 'constant', regex: raw`\\.` }, { token: 'string', regex: raw`\[(?:\\.|[^\]\\])*\]` }, { token: 'keyword', regex: raw`[()|?*+^$]|\{\d*,?\d*\}` },
  ] },
  csv: { start: [{ token: 'string', regex: '"(?:""|[^"])*(?:"|$)' }, { token: 'constant.numeric', regex: raw`(?<=^|[,;\t])-?\d+(?:\.\d+)?(?=[,;\t]|$)` }] },
};

/** By name, as classes, like Ace's. */
export const languages = Object.fromEntries(
  Object.entries(RULES).map(([name, rules]) => [name, class {
    getRules() {
      const unicode = Object.entries(rules).map(([state, list]) => [state, list.map((rule) => ({ ...rule, unicode: true }))]);
      return Object.fromEntries(unicode);
    }
  }]),
);
