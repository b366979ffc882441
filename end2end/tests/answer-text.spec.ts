// Code, formulas, tables and footnotes in answers, and what is copied of them.

import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures/test.ts';

const selected = (page: Page) => page.evaluate(() => String(getSelection()));
const copied = (page: Page) => page.evaluate(() => navigator.clipboard.readText());

/** Selects from the start of one element to the end of another. */
async function select(page: Page, from: string, to = from): Promise<void> {
  await page.evaluate(([from, to]) => {
    const range = document.createRange();
    range.setStartBefore(document.querySelector(from!)!.firstChild!);
    const last = [...document.querySelectorAll(to!)].at(-1)!;
    range.setEndAfter(last.lastChild!);
    getSelection()!.removeAllRanges();
    getSelection()!.addRange(range);
  }, [from, to]);
}

test('the scripts for code and formulas are fetched only when they are needed', async ({ chat, upstream }) => {
  const fetched: string[] = [];
  chat.page.on('request', (request) => fetched.push(new URL(request.url()).pathname));
  await chat.ask('Words');
  (await upstream.next()).answer('Only **words**.');
  await chat.answered();
  expect(fetched.filter((path) => path.startsWith('/text/'))).toEqual([]);
  await chat.ask('Code');
  (await upstream.next()).answer('```rust\nfn main() {}\n```\n');
  await chat.answered();
  await expect(chat.text.locator('.line .w')).toHaveText('fn');
  const parts = () => fetched.flatMap((path) => path.match(/^\/text\/([^.]+)\./)?.[1] ?? []);
  // What languages share is in files of its own.
  expect(parts().filter((name) => name !== 'chunk')).toEqual(['enrich', 'colours', 'rust_highlight_rules']);
  await chat.ask('Math');
  (await upstream.next()).answer('$x^2$');
  await chat.answered();
  await expect(chat.text.locator('math msup')).toHaveCount(1);
  expect(parts().at(-1)).toBe('formulas');
  expect(new Set(fetched).size, 'nothing is fetched twice').toBe(fetched.filter((path) => path !== '/api/chat').length + 1);
});

test('a table, code and a formula are rendered', { tag: '@main' }, async ({ chat, upstream }) => {
  await chat.ask('All three');
  (await upstream.next()).answer('| a | b |\n|---|---|\n| 1 | 2 |\n\n```rust\nlet x = 1;\n```\n\n$$\\frac{a}{b}$$');
  await chat.answered();
  await expect(chat.text.getByRole('table').getByRole('cell')).toHaveText(['1', '2']);
  await expect(chat.text.locator('.line .w')).toHaveText('let');
  const formula = chat.text.locator('math mfrac');
  await expect(formula).toHaveCount(1);
  // A rendered fraction is taller than a line of text.
  const [numerator, denominator] = [formula.locator('mi').first(), formula.locator('mi').last()];
  expect((await numerator.boundingBox())!.y).toBeLessThan((await denominator.boundingBox())!.y);
});

test('if the scripts can’t be loaded, code stays plain and formulas show their source', async ({ chat, upstream, guard }) => {
  guard.allowStatus(404);
  await chat.page.route('**/text/*.mjs', (route) => route.fulfill({ status: 404, body: '' }));
  await chat.ask('Both');
  (await upstream.next()).answer('```rust\nfn main() {}\n```\n\n$x^2$');
  await chat.answered();
  await expect(chat.text.locator('.line')).toHaveText('fn main() {}');
  await expect(chat.text.locator('.tex')).toHaveText('x^2');
});

test('lines are coloured once, while the code is still being written, and keep their nodes', { tag: '@main' }, async ({ chat, upstream }) => {
  await chat.ask('Code');
  const exchange = await upstream.next();
  exchange.say('```js\nconst a = 1; /* it\ngoes on */ let b;\nlet');
  const words = chat.text.locator('.line .w');
  await expect(words).toHaveText(['const', 'let']);
  await expect(chat.text.locator('.line').nth(1).locator('.c')).toHaveText('goes on */');
  await chat.page.evaluate(() => {
    const nodes = [...document.querySelectorAll('.text .line .w')];
    Object.assign(window, { nodes, still: () => nodes.every((node) => node.isConnected) });
  });
  for (let line = 0; line < 120; line += 1) exchange.say(` x${line} = null;\nlet`);
  exchange.say(' end\n```\n');
  exchange.finish();
  await chat.answered();
  await expect(words).toHaveCount(123);
  expect(await chat.page.evaluate(() => (window as unknown as { still: () => boolean }).still())).toBe(true);
});

test('a marked hit stays marked when its line is coloured', async ({ chat, upstream }) => {
  await chat.ask('Code');
  const exchange = await upstream.next();
  exchange.say('```js\nlet needle = null;');
  await expect(chat.text.locator('.line')).toHaveText('let needle = null;');
  // In the way that Find marks a hit.
  await chat.page.evaluate(() => {
    const range = document.createRange();
    const text = document.querySelector('.text .line')!.firstChild!;
    range.setStart(text, 4);
    range.setEnd(text, 10);
    CSS.highlights.set('found', new Highlight(range));
  });
  exchange.say('\nlet');
  await expect(chat.text.locator('.line .w')).toHaveText('let');
  expect(await chat.page.evaluate(() => [...CSS.highlights.get('found')!].map(String))).toEqual(['needle']);
  exchange.finish();
  await chat.answered();
});

test('a selection in a growing answer lasts until the reader drops it', async ({ chat, upstream }) => {
  await chat.ask('Long');
  const exchange = await upstream.next();
  exchange.say('First *words* of it.\n\n```js\nlet first = 1;\nlet');
  await expect(chat.text.locator('.line .w')).toHaveCount(1);
  await select(chat.page, '.text p', '.text .line');
  const before = await selected(chat.page);
  expect(before).toContain('First words of it.');
  const ends = await chat.page.evaluate(() => {
    const { anchorNode, focusNode } = getSelection()!;
    Object.assign(window, { ends: [anchorNode, focusNode] });
    return anchorNode !== null;
  });
  expect(ends).toBe(true);
  exchange.say(' second = 2;\nlet third = 3;\n```\n\nMore with $x^2$ and **bold');
  await expect(chat.text.locator('strong')).toHaveText('bold');
  for (let part = 0; part < 80; part += 1) exchange.say(` words** ${part}\n\n- item **${part}`);
  exchange.finish();
  await chat.answered();
  expect((await selected(chat.page)).startsWith(before.trimEnd())).toBe(true);
  expect(await chat.page.evaluate(() => {
    const [anchor, focus] = (window as unknown as { ends: Node[] }).ends!;
    return getSelection()!.anchorNode === anchor && getSelection()!.focusNode === focus && anchor!.isConnected && focus!.isConnected;
  })).toBe(true);
  // Work that waited for the selection is done as soon as it is dropped.
  await chat.page.evaluate(() => getSelection()!.removeAllRanges());
  await expect(chat.text.locator('.line .w')).toHaveCount(3);
});

test('formulas in all four delimiters are typeset; a broken one shows its source', async ({ chat, upstream, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await chat.ask('Math');
  const exchange = await upstream.next();
  exchange.say('Pending $\\frac{a}{b');
  await expect(chat.text.locator('.tex.pending')).toHaveText('\\frac{a}{b');
  exchange.say('}$ and \\(e^{x}\\).\n\n$$\\sqrt{2}$$\n\n\\[\\sum_k k\\]\n\nBroken: $\\nosuchthing{x}$.\n\nPrices: $5 and $10.');
  exchange.finish();
  await chat.answered();
  await expect(chat.text.locator('math')).toHaveCount(4);
  await expect(chat.text.locator('math[display=block]')).toHaveCount(2);
  await expect(chat.text.locator('.tex:not([data-tex])')).toHaveText('\\nosuchthing{x}');
  await expect(chat.text).toContainText('Prices: $5 and $10.');
  await select(chat.page, '.text p', '.text .tex[data-tex="\\\\sqrt{2}"]');
  await chat.page.keyboard.press('Control+c');
  expect(await copied(chat.page)).toBe('Pending $\\frac{a}{b}$ and $e^{x}$.\n\n$$\\sqrt{2}$$');
});

test('tables are copied as CSV and as Markdown', async ({ chat, upstream, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await chat.ask('Table');
  (await upstream.next()).answer('| a | b, c | d |\n|---|:-:|--:|\n| **1** | "q" | $x^2$ |\n| =1+1 | p\\|q | -2 |\n');
  await chat.answered();
  await expect(chat.text.locator('math')).toHaveCount(1);
  await chat.text.locator('.table').hover();
  await chat.text.getByRole('button', { name: 'Copy table as CSV' }).click();
  await expect(chat.text.getByRole('button', { name: 'Copied' })).toBeVisible();
  expect(await copied(chat.page)).toBe('a,"b, c",d\r\n1,"""q""",$x^2$\r\n\'=1+1,p|q,-2\r\n');
  await chat.text.getByRole('button', { name: 'Copy table as Markdown' }).click();
  await expect.poll(() => copied(chat.page)).toBe('| a | b, c | d |\n|---|:---:|---:|\n| 1 | "q" | $x^2$ |\n| =1+1 | p\\|q | -2 |\n');
});

test('a copy contains the text without the controls around it', async ({ chat, upstream, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await chat.ask('All');
  (await upstream.next()).answer('Words with `code`.\n\n1. one\n2. two\n\n- [x] done\n\n```js\nlet a\n  pwd\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nEnd.');
  await chat.answered();
  await expect(chat.text.locator('.line .w')).toHaveText('let');
  await select(chat.page, '.text p', '.text .section > p');
  await chat.page.keyboard.press('Control+c');
  expect(await copied(chat.page)).toBe('Words with code.\n\n1. one\n2. two\n\n[x] done\n\nlet a\n  pwd\n\na\tb\n1\t2\n\nEnd.');
});

test('a footnote’s reference jumps to the note, and leaves the page’s address unchanged', async ({ chat, upstream }) => {
  await chat.ask('Note');
  (await upstream.next()).answer(`A claim[^why].\n\n${'More words.\n\n'.repeat(60)}[^why]: The reason.`);
  await chat.answered();
  const address = chat.page.url();
  await chat.text.getByRole('button', { name: 'Footnote why' }).click();
  await expect(chat.text.locator('aside.footnote')).toBeFocused();
  await expect(chat.text.locator('aside.footnote')).toBeInViewport();
  expect(chat.page.url()).toBe(address);
});

test('a long answer that comes all at once is built over several frames, to its last word', async ({ chat, upstream }) => {
  await chat.ask('All of it');
  const exchange = await upstream.next();
  exchange.say('Begin.\n\n');
  await expect(chat.text).toHaveText('Begin.');
  await chat.page.evaluate(() => {
    const text = [...document.querySelectorAll('.text')].at(-1)!;
    const lengths = new Set<number>();
    const look = () => {
      lengths.add(text.textContent.length);
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
    Object.assign(window, { lengths });
  });
  const paragraphs = Array.from({ length: 3000 }, (_, index) => `Paragraph **${index}** of *many*.`);
  // The answer ends while most of it is not built yet.
  exchange.answer(`${paragraphs.join('\n\n')}\n\n| the | end |\n|---|---|\n| of | it |`);
  await chat.answered();
  await expect(chat.text.locator('td').last()).toHaveText('it');
  const shown = await chat.text.evaluate((text) => [...text.querySelectorAll('p')].map((one) => one.textContent));
  expect(shown).toEqual(['Begin.', ...paragraphs.map((_, index) => `Paragraph ${index} of many.`)]);
  const frames = await chat.page.evaluate(() => (window as unknown as { lengths: Set<number> }).lengths.size);
  expect(frames, 'lengths that were painted').toBeGreaterThan(3);
});

test('code that came before the highlighter is highlighted once', async ({ chat, upstream, page }) => {
  let come = (): void => {};
  const held = new Promise<void>((resolve) => (come = resolve));
  await page.route(/\/text\/colours\.[^/?]+\.mjs$/, async (route) => {
    await held;
    const real = `${new URL(route.request().url()).pathname}?real`;
    const counted = `import * as real from '${real}';
      export const { named, begin } = real;
      export const colour = (...given) => { window.read = (window.read ?? 0) + 1; return real.colour(...given); };`;
    await route.fulfill({ contentType: 'text/javascript', body: counted });
  });
  await chat.ask('Code');
  const exchange = await upstream.next();
  exchange.say('```rust\n');
  for (let n = 0; n < 20; n += 1) {
    exchange.say(`let a = ${n};\n`);
    await expect(chat.text).toContainText(`let a = ${n};`);
  }
  come();
  exchange.say('```\n').finish();
  await chat.answered();
  await expect(chat.text.locator('.line:has(.w)')).toHaveCount(20);
  // All other work is done before the page is idle.
  await page.evaluate(() => new Promise((resolve) => requestIdleCallback(() => requestIdleCallback(resolve))));
  expect(await page.evaluate(() => (window as unknown as { read: number }).read)).toBe(20);
});
