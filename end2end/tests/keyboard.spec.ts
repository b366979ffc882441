import { type Page } from '@playwright/test';
import { Chat, expect, test } from '../fixtures/test.ts';

test('everything works with the keyboard only', async ({ page, server, upstream }) => {
  const chat = new Chat(page, server);
  await chat.open();
  await tabTo(page, /^Sign in with/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Who would you like to be?');
  await tabTo(page, /Demo user/);
  await page.keyboard.press('Enter');
  await chat.ready();
  await expect(chat.composer).toBeFocused();

  await page.keyboard.type('With keys alone');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('on two lines');
  await page.keyboard.press('Enter');
  const exchange = await upstream.next();
  expect(exchange.question).toBe('With keys alone\non two lines');
  exchange.say('A part');
  await expect(chat.text).toHaveText('A part');
  await page.keyboard.press('Escape');
  await expect(chat.stop).toBeHidden();

  await tabTo(page, /^Retry/, 'Shift+Tab');
  await page.keyboard.press('Enter');
  (await upstream.next()).answer('The whole');
  await chat.answered();

  await tabTo(page, /^New chat/);
  await page.keyboard.press('Enter');
  await chat.isEmpty();
  await expect(chat.composer).toBeFocused();

  await tabTo(page, /Demo user|demo\.user@/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitem', { name: 'Sign out' })).toBeVisible();
  await tabTo(page, /^Sign out/);
  await page.keyboard.press('Enter');
  // What was said is not saved: that is asked about first, with the safe answer in focus.
  await expect(page.getByRole('button', { name: 'Stay' })).toBeFocused();
  await tabTo(page, /^Sign out and forget/, 'Shift+Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('link', { name: /^Sign in with/ })).toBeVisible();
});

/** Presses Tab until the focused element has this name, and checks that its focus is visible. */
async function tabTo(page: Page, name: RegExp, key = 'Tab'): Promise<void> {
  const seen: string[] = [];
  for (let steps = 0; steps < 40; steps += 1) {
    await page.keyboard.press(key);
    const [text, outlined] = await page.evaluate(() => {
      // Between the last control and the first, the focus is outside of the page.
      const element = document.activeElement === document.body ? null : document.activeElement;
      const style = element && getComputedStyle(element);
      return [
        element?.getAttribute('aria-label') ?? element?.textContent?.trim() ?? '',
        style ? style.outlineStyle !== 'none' || style.boxShadow !== 'none' : false,
      ] as const;
    });
    seen.push(text.slice(0, 40));
    if (name.test(text)) {
      expect(outlined, `the focus on '${text}' can be seen`).toBe(true);
      return;
    }
  }
  throw new Error(`${key} never reached ${name}; it went through: ${seen.join(' | ')}`);
}
