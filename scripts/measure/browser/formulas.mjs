// Formulas nobody would write, the same in every run: each within the bounds of web/formulas.mjs, or just
// beyond one of them.

/** Numbers from 0 to 1 that look random, the same for the same seed. */
function numbers(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** What a construct makes of inner formulas. */
const CONSTRUCTS = [
  (a, b) => `\\frac{${a}}{${b}}`, (a) => `\\sqrt{${a}}`, (a, b) => `\\sqrt[${b}]{${a}}`, (a, b) => `{${a}}^{${b}}`, (a, b) => `{${a}}_{${b}}`, (a, b) => `\\sum_{${a}}^{${b}}`,
  (a) => `\\left(${a}\\right)`, (a, b) => `\\left\\{${a}\\middle|${b}\\right]`, (a, b) => `\\begin{pmatrix}${a}&${b}\\\\0&1\\end{pmatrix}`, (a, b) => `\\begin{cases}${a}&${b}\\\\0&1\\end{cases}`,
  (a, b) => `\\begin{aligned}${a}&=${b}\\\\&=x\\end{aligned}`, (a) => `\\overline{${a}}`, (a) => `\\underbrace{${a}}_{n}`, (a) => `\\widehat{${a}}`, (a) => `\\boxed{${a}}`, (a, b) => `\\cancelto{${b}}{${a}}`,
  (a) => `\\textcolor{red}{${a}}`, (a) => `\\mathbf{${a}}`, (a, b) => `\\xrightarrow[${b}]{${a}}`, (a, b) => `\\overset{${a}}{${b}}`, (a) => `\\phantom{${a}}`, (a) => `\\text{if $${a}$}`,
  (a, b) => `\\begin{array}{c|c}${a}&${b}\\\\\\hline 0&1\\end{array}`, (a, b) => `\\binom{${a}}{${b}}`, (a) => `\\vec{${a}}`, (a, b) => `${a}+${b}`, (a, b) => `${a}\\,${b}`,
];
const LETTERS = ['x', 'y', '1', '23', '\\alpha', '\\infty', '\\int', '\\mathbb{R}', '\\ldots', '\\text{ word }', '\\to', "f'", '\\Rightarrow', '\\nabla'];

/** A formula of about this length. */
function grown(next, length, depth) {
  if (length < 8 || depth > 40) return LETTERS[Math.floor(next() * LETTERS.length)];
  const make = CONSTRUCTS[Math.floor(next() * CONSTRUCTS.length)];
  const share = next();
  return make(grown(next, length * share * 0.6, depth + 1), grown(next, length * (1 - share) * 0.6, depth + 1));
}

/** One construct within itself. */
const nested = (make, depth) => (depth === 0 ? 'x' : make(nested(make, depth - 1), 'y'));

/** So many formulas; the first ones aim at one bound each. */
export function formulas(count, seed = 15) {
  const next = numbers(seed);
  const found = [
    'x'.repeat(1990), 'x+'.repeat(990), '\\sum'.repeat(1600), '{'.repeat(10_000), '{'.repeat(10_000) + '}'.repeat(10_000), '{'.repeat(48) + '}'.repeat(48), 'x'.repeat(100_000), '\\frac'.repeat(1600),
    '\\left('.repeat(48) + 'x' + '\\right)'.repeat(48), '\\left('.repeat(400), 'x^'.repeat(900) + 'x', "x'".repeat(900), '\\text{$\\text{$'.repeat(20), '\\def\\a{\\a\\a}\\a', '\\def\\a{\\a}\\a',
    `\\def\\a#1{#1#1}${'\\a{'.repeat(30)}x${'}'.repeat(30)}`, `\\def\\a{${'x'.repeat(1900)}}${'\\a'.repeat(40)}`, '\\newcommand\\x[9]{#1#2#3#4#5#6#7#8#9#1#2#3}\\x{\\x{a}{b}{c}{d}{e}{f}{g}{h}{i}}bcdefghi',
    `\\begin{matrix}${'a&'.repeat(900)}\\end{matrix}`, `\\begin{matrix}${'a\\\\'.repeat(600)}\\end{matrix}`, `\\begin{array}{${'c|'.repeat(400)}}a\\end{array}`, '\\ce{H2O}', `\\ce{${'H2O + '.repeat(200)}X}`,
    `\\rule{9999em}{9999em}`, '\\kern9999em x', `\\hspace{-500em}x`, '\\Huge'.repeat(900), '\\color{red}x'.repeat(160), `\\unicode{x41}`.repeat(150), '\\not='.repeat(600), 'é'.repeat(1900), '漢'.repeat(1900),
    ...CONSTRUCTS.flatMap((make) => [nested(make, 12), nested(make, 44)]),
  ];
  while (found.length < count) found.push(grown(next, 20 * 400 ** next(), 0));
  return found.slice(0, count).map((source, index) => ({ source, display: index % 2 === 0 }));
}
