import { type Page } from '@playwright/test';
import { bringBack, exchanges, saved } from '../fixtures/saved.ts';
import { type Chat, expect, test } from '../fixtures/test.ts';

const field = (page: Page) => page.getByRole('textbox', { name: 'Find in this conversation' });
const bar = (page: Page) => page.getByRole('search', { name: 'Find in this conversation' });

/** The marks: all hits in the page, and the current one with its position. */
function marked(page: Page): Promise<{ all: string[]; here: string[]; top: number; row: string | null }> {
  return page.evaluate(() => {
    const ranges = (name: string) => [...((CSS.highlights.get(name) ?? []) as Iterable<Range>)];
    const [here] = ranges('found-here');
    return {
      all: ranges('found').map(String),
      here: ranges('found-here').map(String),
      top: here?.getBoundingClientRect().top ?? -1,
      row: here?.startContainer.parentElement?.closest('article')?.getAttribute('aria-posinset') ?? null,
    };
  });
}

const words = (index: number) => {
  if (index % 2 === 0) return `Question ${index}`;
  return index % 250 === 1 ? `Some words, then a **needle in** a haystack ${index}.` : `Answer ${index}.\n\n${'And so on. '.repeat(index % 9)}`;
};

async function find(chat: Chat, what: string): Promise<void> {
  await chat.page.keyboard.press('Control+f');
  await expect(field(chat.page)).toBeFocused();
  await field(chat.page).fill(what);
}

test('Find reaches messages whose rows are not built, matches across markup, and wraps around', async ({ chat }) => {
  const { page } = chat;
  await bringBack(page, saved(exchanges(1_000, words)));
  await find(chat, 'NEEDLE in a hay');
  // Answers 1, 251, 501 and 751. The search starts at the end, so it wraps around to the first.
  await expect(bar(page)).toContainText('1 of 4');
  const rows: string[] = [];
  for (const expected of ['1 of 4', '2 of 4', '3 of 4', '4 of 4', '1 of 4']) {
    await expect(bar(page)).toContainText(expected);
    await expect.poll(async () => (await marked(page)).here).toEqual(['needle in a hay']);
    const { top, row } = await marked(page);
    expect(top).toBeGreaterThan(60);
    expect(top).toBeLessThan(650);
    rows.push(row!);
    await expect(field(page)).toBeFocused();
    await page.keyboard.press('Enter');
  }
  expect(rows).toEqual(['2', '252', '502', '752', '2']);
  await page.keyboard.press('Shift+Enter');
  await expect(bar(page)).toContainText('1 of 4');

  await field(page).fill('nowhere at all');
  await expect(bar(page)).toContainText('Not found');
  await page.keyboard.press('Escape');
  await expect(bar(page)).toBeHidden();
  await expect(chat.composer).toBeFocused();
  expect((await marked(page)).all).toEqual([]);
});

test('every hit in the page is marked, and no node of the text is touched', async ({ chat, upstream }) => {
  const { page } = chat;
  await chat.ask('one two one');
  (await upstream.next()).answer('One *one* `one`\n\n- on\n- e one\n\n```\none();\n```');
  await chat.answered();
  const before = await chat.text.innerHTML();
  await find(chat, 'one');
  await expect(bar(page)).toContainText('1 of 7');
  await expect.poll(async () => (await marked(page)).all.length).toBe(7);
  await page.getByRole('button', { name: 'Next hit' }).click();
  await expect(bar(page)).toContainText('2 of 7');
  expect(await chat.text.innerHTML()).toBe(before);
});

test('a second Ctrl+F opens the browser’s search, and so does one in an empty conversation', async ({ chat, upstream }) => {
  const { page } = chat;
  await page.evaluate(() => {
    Object.assign(window, { kept: [] });
    // Registered last: sees whether the page has handled the key.
    window.addEventListener('keydown', (event) => {
      if (event.key === 'f') (window as unknown as { kept: boolean[] }).kept.push(event.defaultPrevented);
    });
  });
  await page.keyboard.press('Control+f');
  await expect(bar(page)).toBeHidden();
  await chat.ask('Some words');
  (await upstream.next()).answer('Others');
  await chat.answered();
  await page.keyboard.press('Control+f');
  await expect(field(page)).toBeFocused();
  await page.keyboard.press('Control+f');
  expect(await page.evaluate(() => (window as unknown as { kept: boolean[] }).kept)).toEqual([false, true, false]);
});

test('text that an answer gets later is found, too', async ({ chat, upstream }) => {
  const { page } = chat;
  await chat.ask('Begin');
  const exchange = await upstream.next();
  exchange.say('The first needle');
  await expect(chat.text).toHaveText('The first needle');
  await find(chat, 'needle');
  await expect(bar(page)).toContainText('1 of 1');
  exchange.say(' and another needle.');
  exchange.finish();
  await expect(bar(page)).toContainText('1 of 2');
});

test('keys go to the previous and the next message, built or not', async ({ chat }) => {
  const { page } = chat;
  await bringBack(page, saved(exchanges(100)));
  const row = (number: number) => page.locator(`article[aria-posinset="${number}"]`);
  await row(99).focus();
  for (let number = 98; number > 60; number -= 1) {
    await page.keyboard.press('Alt+PageUp');
    await expect(row(number)).toBeFocused();
  }
  await expect(row(61)).toBeInViewport();
  await page.keyboard.press('Alt+PageDown');
  await expect(row(62)).toBeFocused();
  await page.keyboard.press('Control+/');
  await expect(page.getByRole('dialog', { name: 'Shortcuts' })).toContainText('Previous message');
});
