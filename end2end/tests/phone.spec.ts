import { type Chat, expect, test } from '../fixtures/test.ts';
import type { Upstream } from '../fixtures/upstream.ts';

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

async function said(chat: Chat, upstream: Upstream, question: string, answer: string): Promise<void> {
  await chat.ask(question);
  (await upstream.next()).answer(answer);
  await chat.answered();
}

test('the sidebar is a drawer: it opens over the page, and a tap beside it, Esc, or a choice closes it', async ({ chat, upstream }) => {
  const { page } = chat;
  await said(chat, upstream, 'First', 'Answer one');
  const opener = page.getByRole('button', { name: 'Open sidebar' });
  await expect(chat.sidebar).toBeHidden();

  await opener.click();
  await expect(chat.sidebar).toBeVisible();
  await expect(page.getByRole('button', { name: 'Close sidebar' })).toBeFocused();
  // The page behind it can't be reached meanwhile.
  expect(await page.locator('main').evaluate((main) => (main as HTMLElement).inert)).toBe(true);
  await page.touchscreen.tap(370, 400);
  await expect(chat.sidebar).toBeHidden();
  await expect(opener).toBeFocused();

  await opener.click();
  await page.keyboard.press('Escape');
  await expect(chat.sidebar).toBeHidden();
  await expect(opener).toBeFocused();

  await opener.click();
  await chat.sidebar.getByRole('button', { name: /^New chat/ }).click();
  await expect(chat.sidebar).toBeHidden();
  await chat.isEmpty();
  await opener.click();
  await chat.sidebar.getByRole('button', { name: /First/ }).click();
  await expect(chat.sidebar).toBeHidden();
  await expect(chat.text).toHaveText('Answer one');
});

test('the on-screen keyboard does not hide the composer', async ({ chat, upstream }) => {
  await said(chat, upstream, 'A long story', 'A paragraph of some words. '.repeat(120));
  await chat.composer.tap();
  // Like `interactive-widget=resizes-content`: the keyboard makes the page less high.
  await chat.page.setViewportSize({ width: 390, height: 360 });
  await expect(chat.composer).toBeInViewport({ ratio: 1 });
  await chat.composer.fill('several\nlines\nof\ntext\nthat\ngrow\nthe\nfield');
  await expect(chat.send).toBeInViewport({ ratio: 1 });
  const box = (await chat.composer.boundingBox())!;
  expect(box.height, 'the transcript is still to be seen').toBeLessThanOrEqual(0.4 * 360 + 1);
  expect(await chat.page.locator('meta[name=viewport]').getAttribute('content')).toMatch(/viewport-fit=cover.*interactive-widget=resizes-content/);
});

test('everything that can be tapped is at least 44 px both ways', async ({ chat, upstream }) => {
  const { page } = chat;
  await page.locator('input[type=file][multiple]').setInputFiles({ name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('x') });
  await expect(page.getByText('a.txt')).toBeVisible();
  expect(await small(chat)).toEqual([]);
  await said(chat, upstream, 'One', '```\ncode\n```');
  await chat.answer.getByRole('button', { name: 'Answer again' }).click();
  const exchange = await upstream.next();
  exchange.say('Streaming');
  await expect(chat.text).toHaveText('Streaming');
  await chat.ask('Waits');
  expect(await small(chat)).toEqual([]);
  exchange.finish('length');
  (await upstream.next()).refuse(400);
  await expect(chat.answer.getByRole('button', { name: 'Retry' })).toBeVisible();
  expect(await small(chat)).toEqual([]);
  await chat.answer.getByRole('button', { name: 'Retry' }).click();
  (await upstream.next()).answer('Good.');
  await chat.answered();
  await page.getByRole('button', { name: 'Open sidebar' }).click();
  await expect(chat.sidebar).toBeVisible();
  expect(await small(chat)).toEqual([]);
  await page.locator('[popovertarget="account"]').click();
  expect(await small(chat)).toEqual([]);
  await page.getByRole('menuitem', { name: 'Shortcuts' }).click();
  expect(await small(chat)).toEqual([]);
});

test('dialogs come as sheets from below, as wide as the page, and fit', async ({ chat, upstream }) => {
  const { page } = chat;
  await said(chat, upstream, 'One', 'Answer');
  await chat.choose('Settings of this conversation');
  const dialog = page.getByRole('dialog', { name: 'Settings of this conversation' });
  await expect.poll(async () => (await dialog.boundingBox())!.y + (await dialog.boundingBox())!.height).toBeGreaterThan(843);
  expect((await dialog.boundingBox())!.width).toBe(390);
  await page.setViewportSize({ width: 390, height: 400 });
  await expect(dialog.getByRole('button', { name: 'Save' })).toBeInViewport({ ratio: 1 });
});

/** The names of visible controls that are too small to tap. */
async function small(chat: Chat): Promise<string[]> {
  return chat.page.evaluate(() => {
    const found: string[] = [];
    const top = [...document.querySelectorAll('dialog[open], :popover-open')].at(-1) ?? document.body;
    for (const element of top.querySelectorAll('button, summary, input, select, textarea, [role=menuitem]')) {
      const box = element.getBoundingClientRect();
      const control = element.closest('label')?.getBoundingClientRect() ?? box;
      if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || element.closest('[inert]') || box.width === 0) continue;
      if (control.width < 43.9 || control.height < 43.9) {
        found.push(`${element.getAttribute('aria-label') ?? element.textContent} ${control.width} × ${control.height}`);
      }
    }
    return found;
  });
}

test('Enter breaks the line, and the button sends', async ({ chat, upstream }) => {
  await expect(chat.composer).toHaveAttribute('enterkeyhint', 'enter');
  await chat.composer.fill('one');
  await chat.composer.press('Enter');
  await chat.page.keyboard.type('two');
  await expect(chat.composer).toHaveValue('one\ntwo');
  await chat.send.click();
  const exchange = await upstream.next();
  expect(exchange.question).toBe('one\ntwo');
  exchange.answer('Three.');
  await chat.answered();
});
