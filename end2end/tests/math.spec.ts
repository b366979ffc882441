// Formulas, without a browser: TeX in, a tree of MathML out.

import { expect, test } from '@playwright/test';
import { type Formulas, type Tree, part } from '../fixtures/page-scripts.ts';
import { REFUSED, UNSET, everyFunction } from '../fixtures/tex.ts';

/** The library, with its part for chemistry. */
async function library(): Promise<Formulas> {
  const formulas = await part<Formulas>('formulas');
  formulas.addChemistry((await part<{ default: unknown }>('chemistry')).default);
  return formulas;
}

/** A formula's elements, without those that only group or part others. */
async function set(source: string, display = true): Promise<string | null> {
  const { formula } = await library();
  const written = (tree: Tree | string): string => {
    if (typeof tree === 'string') return tree;
    const inner = tree.children.map(written).join('');
    return ['mrow', 'mstyle', 'mpadded', 'mspace'].includes(tree.name) ? inner : `<${tree.name}>${inner}</${tree.name}>`;
  };
  const tree = formula(source, display);
  if (tree) expect(faults(tree), source.slice(0, 60)).toEqual([]);
  return tree && tree.children.map(written).join('');
}

const ELEMENTS = new Set('math menclose mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover none'.split(' '));
const ATTRIBUTES = new Set('accent accentunder class columnalign depth display displaystyle fence form height largeop linebreak linethickness lspace mathsize mathvariant maxsize minsize movablelimits notation rowspacing rspace scriptlevel separator stretchy symmetric title voffset width'.split(' '));
const STYLES = /^(?:background-color|border(?:-\w+)?|bottom|color|display|font-(?:family|style|weight)|height|justify-content|left|margin-left|math-depth|padding(?:-\w+)?|position|right|text-align|transform|width)$/;
const NEEDS: Record<string, number> = { mfrac: 2, mroot: 2, msub: 2, msup: 2, munder: 2, mover: 2, msubsup: 3, munderover: 3 };

/** What is not as it has to be: only elements of MathML, none that fetches or links, and nothing that names or addresses. */
function faults(tree: Tree): string[] {
  const found: string[] = [];
  if (!ELEMENTS.has(tree.name)) found.push(`<${tree.name}>`);
  for (const name of Object.keys(tree.attributes)) if (!ATTRIBUTES.has(name)) found.push(`${tree.name} ${name}`);
  for (const [name, value] of Object.entries(tree.style)) {
    if (!STYLES.test(name) || !/^[-\w\s.%#(),]+$/.test(value) || /url|undefined/i.test(value)) found.push(`${tree.name} ${name}: ${value}`);
  }
  const needs = NEEDS[tree.name];
  if (needs && tree.children.length !== needs) found.push(`<${tree.name}> of ${tree.children.length}`);
  return [...found, ...tree.children.flatMap((child) => (typeof child === 'string' ? [] : faults(child)))];
}

const CASES: [tex: string, mathml: string][] = [
  ['x^2', '<msup><mi>x</mi><mn>2</mn></msup>'],
  ['x^12', '<msup><mi>x</mi><mn>1</mn></msup><mn>2</mn>'],
  ['a_1^2', '<msubsup><mi>a</mi><mn>1</mn><mn>2</mn></msubsup>'],
  ["f'", '<msup><mi>f</mi><mo>′</mo></msup>'],
  ['\\frac{a}{b}', '<mfrac><mi>a</mi><mi>b</mi></mfrac>'],
  ['\\frac12', '<mfrac><mn>1</mn><mn>2</mn></mfrac>'],
  ['\\sqrt[3]{x}', '<mroot><mi>x</mi><mn>3</mn></mroot>'],
  ['\\alpha\\le\\infty', '<mi>α</mi><mo>≤</mo><mi>∞</mi>'],
  ['\\sum_{k=1}^n k', '<munderover><mo>∑</mo><mi>k</mi><mo>=</mo><mn>1</mn><mi>n</mi></munderover><mi>k</mi>'],
  ['\\int_0^1', '<msubsup><mo>∫</mo><mn>0</mn><mn>1</mn></msubsup>'],
  ['\\mathbb{R}', '<mi>ℝ</mi>'],
  ['\\left(x\\right)', '<mo>(</mo><mi>x</mi><mo>)</mo>'],
  ['\\sin x', '<mi>sin</mi><mo>\u2061</mo><mi>x</mi>'],
  ['\\begin{pmatrix}a&b\\\\c&d\\end{pmatrix}', '<mo>(</mo><mtable><mtr><mtd><mi>a</mi></mtd><mtd><mi>b</mi></mtd></mtr><mtr><mtd><mi>c</mi></mtd><mtd><mi>d</mi></mtd></mtr></mtable><mo>)</mo>'],
  ['\\begin{aligned}a&=b\\\\&=c\\end{aligned}', '<mtable><mtr><mtd><mi>a</mi></mtd><mtd><mo>=</mo><mi>b</mi></mtd></mtr><mtr><mtd></mtd><mtd><mo>=</mo><mi>c</mi></mtd></mtr></mtable>'],
  ['\\text{if $x$}', '<mtext>if\u00a0</mtext><mi>x</mi>'],
  ['\\hat{y}', '<mover><mi>y</mi><mo>ˆ</mo></mover>'],
  ['a \\not= b', '<mi>a</mi><mo>=\u0338</mo><mi>b</mi>'],
  ['5\\%', '<mn>5</mn><mi>%</mi>'],
  ['x^{2} \\text{\\$5}', '<msup><mi>x</mi><mn>2</mn></msup><mtext>$5</mtext>'],
  ['\\bra{a}\\ket{b}', '<mo>⟨</mo><mi>a</mi><mi>|</mi><mi>|</mi><mi>b</mi><mo>⟩</mo>'],
  ['\\R \\N \\Z', '<mi>ℝ</mi><mi>ℕ</mi><mi>ℤ</mi>'],
  ['\\eqref{1}', '<mtext>(1)</mtext>'],
  ['a = b \\\\ c = d', '<mtable><mtr><mtd><mi>a</mi><mo>=</mo><mi>b</mi></mtd></mtr><mtr><mtd><mi>c</mi><mo>=</mo><mi>d</mi></mtd></mtr></mtable>'],
  ['a &= b \\\\ &= c', '<mtable><mtr><mtd><mi>a</mi></mtd><mtd><mo>=</mo><mi>b</mi></mtd></mtr><mtr><mtd></mtd><mtd><mo>=</mo><mi>c</mi></mtd></mtr></mtable>'],
  ['\\ce{H2O}', '<mi>H</mi><msub><mn>2</mn></msub><mi>O</mi>'],
  ['\\label{enrich} x', '<mi>x</mi>'],
];

for (const [tex, mathml] of CASES) {
  test(`${tex} is set`, async () => expect(await set(tex)).toBe(mathml));
}

test('what models write every day can be read', async () => {
  const everyday = [
    'E = mc^2', 'e^{i\\pi} + 1 = 0', '\\nabla \\times \\mathbf{E} = -\\frac{\\partial \\mathbf{B}}{\\partial t}', 'P(A \\mid B) = \\frac{P(B \\mid A)\\,P(A)}{P(B)}',
    '\\mathcal{L}(\\theta) = -\\sum_{i=1}^{N} y_i \\log \\hat{y}_i', '\\operatorname{softmax}(z)_i = \\frac{e^{z_i}}{\\sum_j e^{z_j}}', '\\text{Attention}(Q,K,V) = \\text{softmax}\\left(\\frac{QK^\\top}{\\sqrt{d_k}}\\right)V',
    '\\lim_{x \\to 0} \\frac{\\sin x}{x} = 1', 'f(x) = \\begin{cases} x^2 & \\text{if } x > 0 \\\\ 0 & \\text{otherwise} \\end{cases}', '\\binom{n}{k} = \\frac{n!}{k!(n-k)!}', '\\|x\\|_2 \\leq \\lVert y \\rVert', '\\mathbb{E}[X] = \\int_{-\\infty}^{\\infty} x f(x)\\,dx',
    '\\underbrace{a + b}_{\\text{sum}} \\implies \\overline{AB}', 'A \\cup B \\subseteq C \\setminus \\emptyset', '\\det\\begin{vmatrix} a & b \\\\ c & d \\end{vmatrix}', '\\forall \\varepsilon > 0\\; \\exists \\delta > 0 : |x - a| < \\delta', 'a \\equiv b \\pmod{n}', '\\oint_{\\partial S} \\vec{F} \\cdot d\\vec{r}', '\\boxed{x = 42}', 'H_2O \\xrightarrow{\\Delta} H^+ + OH^-', '{n \\choose k}', '\\frac{d}{dx}\\bigg|_{x=0}', '10\\,\\text{km/h}', '\\begin{align*} x &= 1 \\\\ y &= 2 \\tag{1} \\end{align*}', '\\left\\{ x \\in \\mathbb{Z} \\;\\middle|\\; x > 0 \\right\\}', 'x_{n+1} = x_n - \\frac{f(x_n)}{f\'(x_n)}', '\\arg\\max_\\theta \\prod_i p(x_i)', '\\substack{a \\\\ b}', '\\color{red}{x}', '90^\\circ', '\\ldots, \\cdots',
  ];
  for (const tex of everyday) {
    expect(await set(tex), tex).not.toBeNull();
    expect(await set(tex, false), tex).not.toBeNull();
  }
});

test('what can’t be read, or is not allowed, or is too much, is no formula, and no fault', async () => {
  const refused = [
    '\\frac{', '}', '\\unknown', '{', 'a & b', '\\begin{x}\\end{x}', '\\begin{matrix}', '\\left(', '\\right)', '^', '\\sqrt[', '\\text{', 'a^', '\\href{javascript:alert(1)}{x}', '\\href{https://a.example}{x}', '\\url{https://a.example}',
    '\\includegraphics{x}', '\\id{enrich}{x}', '\\class{shown}{x}', '\\style{color:red}{x}', '\\data{a=b}{x}', '{'.repeat(10_000), `${'{'.repeat(10_000)}${'}'.repeat(10_000)}`, '\\frac'.repeat(5_000), 'x'.repeat(100_000), '\\text{$\\text{$'.repeat(50),
    '\\def\\a{\\a}\\a', '\\def\\a{\\a\\a}\\a', `\\def\\a#1{#1#1}${'\\a{'.repeat(20)}x${'}'.repeat(20)}`, `\\def\\a{${'x'.repeat(900)}}${'\\a'.repeat(40)}`, `${'\\cancelto{y}{'.repeat(40)}x${'}'.repeat(40)}`,
    '\\kern-900em x', '\\hspace{-900em} x',
  ];
  for (const tex of refused) {
    for (const display of [true, false]) expect(await set(tex, display), tex.slice(0, 60)).toBeNull();
  }
});

test('a size beyond all measure is cut, not drawn', async () => {
  const { formula } = await library();
  const widths = (tree: Tree): string[] => [tree.attributes.width ?? '', ...tree.children.flatMap((child) => (typeof child === 'string' ? [] : widths(child)))];
  expect(widths(formula('\\rule{9999em}{9999em}', true)!)).toContain('30em');
});

test('what a formula defines does not outlast it', async () => {
  expect(await set('\\gdef\\mine{x}\\mine')).toBe('<mi>x</mi>');
  expect(await set('\\mine')).toBeNull();
});

test('all that the library knows is set, but what fetches, names or styles', async () => {
  const { formula } = await library();
  const all = await everyFunction();
  const wrong: string[] = [];
  const missing = [...all].filter(([, ways]) => {
    const tree = ways.map((tex) => formula(tex, true)).find((found) => found);
    if (tree) wrong.push(...faults(tree));
    return !tree;
  });
  expect(wrong).toEqual([]);
  console.log(`${all.size - missing.length} of ${all.size} functions, macros, symbols and environments are set`);
  expect(missing.map(([name]) => name).sort()).toEqual([...REFUSED, ...UNSET].sort());
});
