// The formula renderer, without a browser: it turns TeX into a tree of MathML.

import { expect, test } from '@playwright/test';
import { ROOT } from '../fixtures/mayfly.ts';

interface Tree {
  name: string;
  attributes: Record<string, string>;
  children: (Tree | string)[];
}

async function set(source: string, display = true): Promise<string | null> {
  const { formula } = (await import(`${ROOT}/public/text/math.mjs`)) as { formula(source: string, display: boolean): Tree | null };
  const written = (tree: Tree | string): string =>
    typeof tree === 'string' ? tree : `<${tree.name}>${tree.children.map(written).join('')}</${tree.name}>`;
  const tree = formula(source, display);
  if (tree) check(tree);
  return tree && tree.children.map(written).join('');
}

/** Elements of MathML Core, without those that fetch or link, and without styles. */
function check(tree: Tree): void {
  expect(['math', 'mi', 'mn', 'mo', 'mtext', 'mspace', 'mrow', 'mfrac', 'msqrt', 'mroot', 'mstyle', 'mpadded', 'mphantom', 'msub', 'msup', 'msubsup', 'munder', 'mover', 'munderover', 'mtable', 'mtr', 'mtd']).toContain(tree.name);
  for (const name of Object.keys(tree.attributes)) {
    expect(['display', 'displaystyle', 'scriptlevel', 'mathvariant', 'stretchy', 'symmetric', 'fence', 'form', 'largeop', 'movablelimits', 'minsize', 'maxsize', 'lspace', 'rspace', 'width', 'linethickness', 'accent', 'accentunder', 'class']).toContain(name);
  }
  const needs = { mfrac: 2, mroot: 2, msub: 2, msup: 2, munder: 2, mover: 2, msubsup: 3, munderover: 3 }[tree.name];
  if (needs) expect(tree.children, tree.name).toHaveLength(needs);
  for (const child of tree.children) if (typeof child !== 'string') check(child);
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
  ['\\sum_{k=1}^n k', '<munderover><mo>∑</mo><mrow><mi>k</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover><mi>k</mi>'],
  ['\\int_0^1', '<msubsup><mo>∫</mo><mn>0</mn><mn>1</mn></msubsup>'],
  ['\\mathbb{R}', '<mi>ℝ</mi>'],
  ['\\left(x\\right)', '<mrow><mo>(</mo><mi>x</mi><mo>)</mo></mrow>'],
  ['\\sin x', '<mi>sin</mi><mspace></mspace><mi>x</mi>'],
  ['\\begin{pmatrix}a&b\\\\c&d\\end{pmatrix}', '<mrow><mo>(</mo><mtable><mtr><mtd><mi>a</mi></mtd><mtd><mi>b</mi></mtd></mtr><mtr><mtd><mi>c</mi></mtd><mtd><mi>d</mi></mtd></mtr></mtable><mo>)</mo></mrow>'],
  ['\\begin{aligned}a&=b\\\\&=c\\end{aligned}', '<mtable><mtr><mtd><mi>a</mi></mtd><mtd><mo>=</mo><mi>b</mi></mtd></mtr><mtr><mtd></mtd><mtd><mo>=</mo><mi>c</mi></mtd></mtr></mtable>'],
  ['\\text{if $x$}', '<mrow><mtext>if\u00a0</mtext><mi>x</mi></mrow>'],
  ['\\hat{y}', '<mover><mi>y</mi><mo>^</mo></mover>'],
  ['a \\not= b', '<mi>a</mi><mo>≠</mo><mi>b</mi>'],
  ['5\\%', '<mn>5</mn><mi>%</mi>'],
];

for (const [tex, mathml] of CASES) {
  test(`${tex} is rendered`, async () => expect(await set(tex)).toBe(mathml));
}

test('formulas that models often write are rendered', async () => {
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

test('text that can’t be parsed is not rendered, and throws nothing', async () => {
  for (const tex of ['\\frac{', '}', '\\unknown', '{', 'a & b', '\\begin{x}\\end{x}', '\\begin{matrix}', '\\left(', '\\right)', '^', '\\sqrt[', '\\text{', 'a^', '\\', '\\href{javascript:alert(1)}{x}', '\\url{https://a.example}', '\\includegraphics{x}', '{'.repeat(10_000), '\\frac'.repeat(5_000), 'x'.repeat(20_001), '\\text{$\\text{$'.repeat(50)]) {
    expect(await set(tex), tex.slice(0, 40)).toBeNull();
  }
});
