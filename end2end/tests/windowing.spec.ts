import { type Page } from '@playwright/test';
import { bringBack, exchanges, saved } from '../fixtures/saved.ts';
import { expect, test } from '../fixtures/test.ts';
import { settled } from '../fixtures/waiting.ts';

/** The number of elements in the page. */
const elements = (page: Page) => page.evaluate(() => document.getElementsByTagName('*').length);

/** Scrolls to a place, like dragging the scrollbar, and waits for four frames. */
async function drag(page: Page, to: (height: number) => number): Promise<void> {
  const place = to(await page.evaluate(() => document.documentElement.scrollHeight));
  await page.evaluate(async (top) => {
    window.scrollTo(0, top);
    for (let frame = 0; frame < 4; frame += 1) await new Promise(requestAnimationFrame);
  }, place);
}

/** Waits until no row has been built or removed for twenty frames. */
function rowsRest(page: Page): Promise<void> {
  return page.evaluate(async () => {
    const rows = () => [...document.querySelectorAll('article')].map((row) => row.ariaPosInSet).join();
    for (let [last, same] = ['', 0]; same < 20; last = rows()) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      same = rows() === last ? same + 1 : 0;
    }
  });
}

test('ten thousand messages take as many elements as a thousand, and all can be reached', { tag: '@main' }, async ({ chat }) => {
  const { page } = chat;
  const counts: number[] = [];
  for (const many of [1_000, 10_000]) {
    await bringBack(page, saved(exchanges(many)));
    await expect(chat.answer).toContainText(`Answer number ${many - 1}.`);
    counts.push(await elements(page));
    for (const share of [0.75, 0.5, 0.123, 0]) {
      await drag(page, (height) => height * share);
      const shown = await page.evaluate(() => {
        const inside = (row: Element) => row.getBoundingClientRect().bottom > 100 && row.getBoundingClientRect().top < innerHeight - 200;
        return [...document.querySelectorAll('article')].filter(inside).length;
      });
      expect(shown, `rows are built at ${share}`).toBeGreaterThan(1);
      counts.push(await elements(page));
    }
    await expect(chat.questions.first()).toHaveText(/Question number 0/);
    await expect(page.locator('article').first()).toHaveAttribute('aria-posinset', '1');
    await expect(page.locator('article').first()).toHaveAttribute('aria-setsize', `${many}`);
  }
  expect(Math.max(...counts), `elements: ${counts.join(', ')}`).toBeLessThanOrEqual(1_500);
});

test('a row keeps its nodes while it is near the window', async ({ chat }) => {
  const { page } = chat;
  await bringBack(page, saved(exchanges(200)));
  const row = page.locator('article[aria-posinset="196"]');
  await row.scrollIntoViewIfNeeded();
  const handle = await row.elementHandle();
  const text = await row.locator('.text p').first().elementHandle();
  await page.mouse.move(600, 300);
  for (const by of [-150, 300, -250, 100]) {
    await page.mouse.wheel(0, by);
    await settled(page);
  }
  expect(await handle!.evaluate((node) => node.isConnected)).toBe(true);
  expect(await text!.evaluate((node) => node.isConnected)).toBe(true);
  const order = await page.locator('article').evaluateAll((rows) => rows.map((one) => Number(one.getAttribute('aria-posinset'))));
  expect(order).toEqual([...order].sort((a, b) => a - b));
});

test('the row with the focus, the selected rows and the edited row stay when the page goes elsewhere', async ({ chat }) => {
  const { page } = chat;
  await bringBack(page, saved(exchanges(400)));
  const row = (number: number) => page.locator(`article[aria-posinset="${number}"]`);

  await row(399).focus();
  await drag(page, () => 0);
  await expect(row(1)).toBeAttached();
  await expect(row(399)).toBeFocused();
  await expect(row(395)).toHaveCount(0);

  await drag(page, (height) => height);
  await row(398).locator('.text p').first().selectText();
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await drag(page, () => 0);
  expect(await page.evaluate(() => getSelection()!.toString())).toContain('Answer number 397.');
  await expect(row(399)).toHaveCount(0);

  await page.evaluate(() => getSelection()!.removeAllRanges());
  await drag(page, (height) => height);
  await row(399).hover();
  await row(399).getByRole('button', { name: 'Edit', exact: true }).click();
  await row(399).getByRole('textbox').fill('Something half written');
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  await drag(page, () => 0);
  await expect(row(395)).toHaveCount(0);
  await expect(row(399).getByRole('textbox')).toHaveValue('Something half written');
});

test('after a jump to a far place nothing moves from the first frame on', async ({ chat }) => {
  const { page } = chat;
  await bringBack(page, saved(exchanges(10_000)));
  for (const share of [0.75, 0.5, 0.123, 0.9]) {
    const frames = await page.evaluate(async (share) => {
      window.scrollTo(0, document.documentElement.scrollHeight * share);
      const frames: (string | null)[] = [];
      for (let frame = 0; frame < 12; frame += 1) {
        // After the frame was painted.
        await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
        const row = [...document.querySelectorAll('article')].find((row) => row.getBoundingClientRect().bottom > 100);
        frames.push(row ? `row ${row.ariaPosInSet} at ${Math.round(row.getBoundingClientRect().top)}` : null);
      }
      return frames;
    }, share);
    expect(new Set(frames), `at ${share}: ${frames.join(', ')}`).toHaveProperty('size', 1);
  }
});

test('a selection is copied whole, including rows that are not built', async ({ chat }) => {
  const { page } = chat;
  await bringBack(page, saved(exchanges(400)));
  // Chromium stores the end of such a selection as a number of children, which does not count rows inserted later.
  await rowsRest(page);
  await page.evaluate(() => {
    document.addEventListener('copy', (event) => Object.assign(window, { copied: event.clipboardData!.getData('text/plain') }));
    (document.activeElement as HTMLElement).blur();
    getSelection()!.selectAllChildren(document.getElementById('transcript')!);
  });
  await page.keyboard.press('Control+c');
  const copied = await page.evaluate(() => (window as unknown as { copied: string }).copied);
  for (const number of [0, 198, 398]) expect(copied).toContain(`Question number ${number}`);
  expect(copied.match(/Answer number/g)).toHaveLength(200);
});

test('the live answer stays and goes on while something else is read', async ({ chat, upstream }) => {
  const { page } = chat;
  await bringBack(page, saved(exchanges(300)));
  await chat.ask('And now?');
  const exchange = await upstream.next();
  exchange.say('The first words');
  await expect(chat.text).toHaveText('The first words');
  await drag(page, () => 0);
  exchange.say(' and the others.');
  await expect(chat.text).toHaveText('The first words and the others.');
  exchange.finish();
  await chat.answered();
});

test('opening a search hit builds and shows its message', async ({ chat }) => {
  const { page } = chat;
  await bringBack(page, saved(exchanges(2_000)));
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('Answer number 301.');
  await page.getByRole('option', { name: /Answer number 301/ }).click();
  await expect(page.locator('article[aria-posinset="302"]')).toBeInViewport();
  await expect(page.locator('article[aria-posinset="302"]')).toBeFocused();
});
