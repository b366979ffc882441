// Formulas in the page: by the TeX library, under the page's policy, within bounds.

import type { Page } from '@playwright/test';
import { bundle } from '../fixtures/page-scripts.ts';
import { type Chat, expect, test } from '../fixtures/test.ts';
import { everyFunction } from '../fixtures/tex.ts';
import type { Upstream } from '../fixtures/upstream.ts';

async function answer(chat: Chat, upstream: Upstream, text: string): Promise<void> {
  await chat.ask('Math');
  (await upstream.next()).answer(text);
  await chat.answered();
}

/** What the page fetched of its own scripts, without the hashes in their names and what several of them share. */
function fetched(page: Page): string[] {
  const found: string[] = [];
  page.on('request', (request) => {
    const [, name] = new URL(request.url()).pathname.match(/^\/text\/([^.]+)\./) ?? [];
    if (name && name !== 'chunk') found.push(name);
  });
  return found;
}

test('what models write is set as what it is', async ({ chat, upstream }) => {
  const parts = fetched(chat.page);
  await answer(chat, upstream, [
    '$\\frac{a}{b}$', '$$\\begin{pmatrix}a&b\\\\c&d\\end{pmatrix}$$', '$$\\begin{aligned}a&=b\\\\&=c\\end{aligned}$$', '$x^{2} \\text{\\$5}$', '$\\R$', '$\\eqref{1}$', '$\\cancelto{0}{x}$', '$\\sout{x}$', '$\\bra{a}\\ket{b}$', '$\\textcolor{red}{x}$',
  ].join('\n\n'));
  await expect(chat.text.locator('math')).toHaveCount(10);
  await expect(chat.text.locator('.tex:not([data-tex])')).toHaveCount(0);
  await expect(chat.text.locator('mtr')).toHaveCount(4);
  // A struck letter is struck: what strikes it has its width, and the colour of the text.
  const strike = chat.text.locator('.sout');
  expect((await strike.boundingBox())!.width).toBeGreaterThan(4);
  const isInk = () => strike.evaluate((element) => getComputedStyle(element).backgroundColor === getComputedStyle(element.closest('.text')!).color);
  expect(await isInk()).toBe(true);
  expect(parts).toEqual(['enrich', 'formulas']);
});

test('chemistry comes with the first formula that has some, and only then', async ({ chat, upstream }) => {
  const parts = fetched(chat.page);
  await answer(chat, upstream, '$x$');
  await expect(chat.text.locator('math')).toHaveCount(1);
  expect(parts).toEqual(['enrich', 'formulas']);
  await answer(chat, upstream, '$\\ce{H2O}$ and $\\ce{CO2 + C -> 2 CO}$');
  await expect(chat.text.locator('math')).toHaveCount(2);
  await expect(chat.text.locator('math').first()).toHaveText('H2O');
  expect(parts).toEqual(['enrich', 'formulas', 'chemistry']);
});

test('without its part, chemistry is its source, and other formulas are set', async ({ chat, upstream, guard }) => {
  guard.allowStatus(404);
  await chat.page.route('**/text/chemistry.*.mjs', (route) => route.fulfill({ status: 404, body: '' }));
  await answer(chat, upstream, '$\\ce{H2O}$ and $x$');
  await expect(chat.text.locator('math')).toHaveText('x');
  await expect(chat.text.locator('.tex:not([data-tex])')).toHaveText('\\ce{H2O}');
});

test('a formula is set once, when it is closed', async ({ chat, upstream }) => {
  await chat.ask('Math');
  const exchange = await upstream.next();
  exchange.say('First $\\frac{a}{b}$ and $\\sqrt{');
  await expect(chat.text.locator('math')).toHaveCount(1);
  await expect(chat.text.locator('.tex.pending')).toHaveText('\\sqrt{');
  await chat.page.evaluate(() => {
    const first = document.querySelector('.text math')!;
    Object.assign(window, { same: () => document.querySelector('.text math') === first });
  });
  for (const letter of 'x + y}') exchange.say(letter);
  exchange.say('$.\n\nMore.');
  exchange.finish();
  await chat.answered();
  await expect(chat.text.locator('math')).toHaveCount(2);
  expect(await chat.page.evaluate(() => (window as unknown as { same: () => boolean }).same())).toBe(true);
});

test('what is bad, too long, too deep or endless is shown as its source, and the page goes on', async ({ chat, upstream }) => {
  test.setTimeout(60_000);
  const bad = [
    'x'.repeat(100_000), `${'{'.repeat(10_000)}x${'}'.repeat(10_000)}`, '\\def\\a{\\a}\\a', '\\def\\a{\\a\\a}\\a', `\\def\\a#1{#1#1}${'\\a{'.repeat(20)}x${'}'.repeat(20)}`, `${'\\cancelto{y}{'.repeat(40)}x${'}'.repeat(40)}`, '\\href{javascript:window.ran=1}{x}',
    '\\includegraphics{https://evil.example/x.png}', '\\url{https://evil.example}', '\\style{background:url(https://evil.example)}{x}', '\\id{enrich}{x}', '\\frac{', '\\nosuch{x}', '\\kern-500em x',
  ];
  await answer(chat, upstream, `${bad.map((tex) => `$$${tex}$$`).join('\n\n')}\n\nLast: $x$`);
  await expect(chat.text.locator('math')).toHaveText('x');
  const shown = await chat.text.locator('.tex:not([data-tex])').evaluateAll((all) => all.map((one) => one.textContent));
  expect(shown).toEqual(bad);
  expect(await chat.page.evaluate(() => (window as unknown as { ran?: number }).ran)).toBeUndefined();
  await answer(chat, upstream, 'Still $y$ here.');
  await expect(chat.text.locator('math')).toHaveText('y');
});

test('a label names no element of the page', async ({ chat, upstream }) => {
  await answer(chat, upstream, '$$\\begin{align}a&=b\\label{enrich}\\\\c&=d\\tag{7}\\label{palette}\\end{align}$$\n\nSee $\\ref{enrich}$.');
  await expect(chat.text.locator('math')).toHaveCount(2);
  expect(await chat.text.evaluate((text) => text.querySelectorAll('[id], [href], a').length)).toBe(0);
  await expect(chat.text.locator('.tml-tag')).toHaveText('(7)');
});

test('every function of the library is set under the page’s policy, without a violation and without HTML', async ({ chat, upstream }) => {
  test.setTimeout(120_000);
  await answer(chat, upstream, '$x$');
  await expect(chat.text.locator('math')).toHaveCount(1);
  const ways = [...(await everyFunction()).values()];
  const parts = { formulas: bundle('formulas'), chemistry: bundle('chemistry') };
  const { set, violations, calls } = await chat.page.evaluate(async ([ways, parts]) => {
    const calls: string[] = [];
    const watched = (owner: object, name: string) => {
      const found = Object.getOwnPropertyDescriptor(owner, name)!;
      const note = <Call extends (...given: never[]) => unknown>(call: Call) => function (this: unknown, ...given: never[]) {
        calls.push(name);
        return call.apply(this, given);
      };
      Object.defineProperty(owner, name, found.set ? { ...found, set: note(found.set) } : { ...found, value: note(found.value) });
    };
    for (const name of ['innerHTML', 'outerHTML', 'insertAdjacentHTML']) watched(Element.prototype, name);
    for (const name of ['write', 'writeln']) watched(Document.prototype, name);
    for (const name of ['fetch', 'eval', 'Function']) watched(window, name);
    let violations = 0;
    document.addEventListener('securitypolicyviolation', () => (violations += 1));
    const load = (name: string) => import(`/text/${name}`);
    const { formula, nodes, addChemistry } = await load(parts.formulas);
    addChemistry((await load(parts.chemistry)).default);
    const host = [...document.querySelectorAll('.text p')].at(-1)!;
    let set = 0;
    for (const tries of [...ways, ['\\ce{SO4^2- + Ba^2+ -> BaSO4 v}'], ['\\pu{1.2e3 kJ//mol}']]) {
      const tree = tries.map((tex) => formula(tex, true)).find((found) => found);
      if (!tree) continue;
      set += 1;
      const element = nodes(tree);
      host.append(element);
      // What the policy refuses it refuses by now.
      element.getBoundingClientRect();
      element.remove();
    }
    // Events of violations are tasks of their own.
    await new Promise((resolve) => setTimeout(resolve));
    return { set, violations, calls };
  }, [ways, parts] as const);
  console.log(`${set} of ${ways.length + 2} are set in the page; ${violations} violations`);
  expect(set).toBeGreaterThan(ways.length - 10);
  expect(violations).toBe(0);
  expect(calls).toEqual([]);
});
