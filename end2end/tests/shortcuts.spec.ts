import { type Chat, expect, test } from '../fixtures/test.ts';
import type { Upstream } from '../fixtures/upstream.ts';

async function said(chat: Chat, upstream: Upstream, question: string, answer: string): Promise<void> {
  await chat.ask(question);
  (await upstream.next()).answer(answer);
  await chat.answered();
}

const sheet = (chat: Chat) => chat.page.getByRole('dialog', { name: 'Shortcuts' });

test('the sheet opens by Ctrl+/ anywhere, and by ? outside of fields', async ({ chat }) => {
  await chat.composer.focus();
  await chat.page.keyboard.press('Control+/');
  await expect(sheet(chat)).toBeVisible();
  await chat.page.keyboard.press('Escape');
  await expect(sheet(chat)).toBeHidden();
  await expect(chat.composer).toBeFocused();
  await chat.page.keyboard.type('?');
  await expect(sheet(chat)).toBeHidden();
  await expect(chat.composer).toHaveValue('?');
  await chat.composer.fill('');
  await chat.composer.blur();
  await chat.page.keyboard.press('?');
  await expect(sheet(chat)).toBeVisible();
});

test('every key on the sheet does what it says', async ({ chat, upstream }) => {
  const { page } = chat;
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
  await said(chat, upstream, 'Before', 'Not the last one\n\n```rust\nlet not = 1;\n```\n');
  await said(chat, upstream, 'One', 'First answer\n\n```rust\nfn main() {}\n```\n');
  await page.keyboard.press('Control+Shift+Y');
  await expect.poll(clipboard).toBe('First answer\n\n```rust\nfn main() {}\n```\n');
  await page.keyboard.press('Control+Shift+U');
  await expect.poll(async () => (await clipboard()).trim()).toBe('fn main() {}');
  await page.keyboard.press('Control+Shift+O');
  await chat.isEmpty();
  await said(chat, upstream, 'Two', 'Second answer');
  await page.keyboard.press('Alt+ArrowDown');
  await expect(chat.questions).toHaveText([/Before/, /One/]);
  await page.keyboard.press('Alt+ArrowUp');
  await expect(chat.questions).toHaveText(/Two/);
  await page.keyboard.press('Control+Shift+S');
  await expect(chat.sidebar).toBeHidden();
  await page.keyboard.press('Control+Shift+S');
  await expect(chat.sidebar).toBeVisible();
  await chat.composer.blur();
  await page.keyboard.press('Control+Shift+E');
  await expect(chat.composer).toBeFocused();
});

test('the last code block is copied although its message is not in the page', async ({ chat, upstream }) => {
  const { page } = chat;
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await said(chat, upstream, 'Code', '- In a list\n\n  ```rust\n  fn far() {}\n  ```\n');
  const prose = 'A line of prose.\n\n'.repeat(60);
  for (let turn = 1; turn <= 4; turn += 1) await said(chat, upstream, `Prose ${turn}`, prose);
  await expect(page.locator('figure.code')).toHaveCount(0);
  await page.keyboard.press('Control+Shift+U');
  await expect(page.getByRole('status').filter({ hasText: 'Copied' })).toHaveCount(1);
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe('fn far() {}\n');
});

test('a copy without anything to copy says so', async ({ chat, upstream }) => {
  await said(chat, upstream, 'One', 'No code here');
  await chat.page.keyboard.press('Control+Shift+U');
  await expect(chat.page.getByText('There is no code block to copy in this conversation.').first()).toBeVisible();
});

test('the sheet lists every key of every command', async ({ chat }) => {
  await chat.page.keyboard.press('Control+/');
  const keys = await sheet(chat).locator('kbd').allTextContents();
  for (const shown of ['Ctrl K', 'Ctrl Shift O', 'Ctrl Shift U', 'Alt PageUp', 'Alt ↓', 'Ctrl /, ?', 'Esc']) expect(keys).toContain(shown);
});

test('shortcuts can be switched off, and Esc stays', async ({ chat, upstream }) => {
  await chat.page.keyboard.press('Control+/');
  await sheet(chat).getByRole('checkbox', { name: 'Use shortcuts' }).uncheck();
  await chat.page.keyboard.press('Escape');
  await expect(sheet(chat)).toBeHidden();
  for (const keys of ['Control+/', 'Control+k', 'Control+Shift+S']) await chat.page.keyboard.press(keys);
  await expect(chat.page.getByRole('dialog')).toHaveCount(0);
  await expect(chat.sidebar).toBeVisible();
  await chat.ask('Stop me');
  (await upstream.next()).say('Part');
  await expect(chat.text).toHaveText('Part');
  await chat.page.keyboard.press('Escape');
  await expect(chat.stop).toBeHidden();
});

test('the theme is the system’s until one is chosen, and a reload forgets it', async ({ chat }) => {
  const { page } = chat;
  const paper = () => page.evaluate(() => getComputedStyle(document.body).color);
  await page.emulateMedia({ colorScheme: 'light' });
  const light = await paper();
  await page.emulateMedia({ colorScheme: 'dark' });
  const dark = await paper();
  expect(dark).not.toBe(light);
  await chat.chooseAccount('Light theme');
  expect(await paper()).toBe(light);
  await page.emulateMedia({ colorScheme: 'light' });
  await chat.chooseAccount('Dark theme');
  expect(await paper()).toBe(dark);
  await page.locator('[popovertarget="account"]').click();
  await expect(page.getByRole('menuitemradio', { name: 'Dark theme' })).toBeChecked();
  await page.keyboard.press('Escape');
  await chat.chooseAccount('Theme of the system');
  expect(await paper()).toBe(light);
  expect(await page.evaluate(() => [localStorage.length, sessionStorage.length])).toEqual([0, 0]);
});

test('with reduced motion nothing moves', async ({ chat, upstream }) => {
  const { page } = chat;
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await said(chat, upstream, 'One', 'Answer');
  await page.keyboard.press('Control+k');
  const moving = await page.evaluate(() =>
    document.getAnimations().filter((animation) => {
      const { duration } = animation.effect!.getComputedTiming();
      return Number(duration) > 1;
    }).length,
  );
  expect(moving).toBe(0);
  const longest = await page.evaluate(() =>
    Math.max(
      ...[...document.querySelectorAll('*')].flatMap((element) => {
        const style = getComputedStyle(element);
        return [...style.transitionDuration.split(','), ...style.animationDuration.split(',')].map((value) => parseFloat(value) * (value.includes('ms') ? 1 : 1000));
      }),
    ),
  );
  expect(longest).toBeLessThanOrEqual(1);
});

test('on a layout without Latin letters a shortcut is its position', async ({ chat }) => {
  const press = (key: string, code: string) =>
    chat.page.evaluate(([key, code]) => void document.body.dispatchEvent(new KeyboardEvent('keydown', { key, code, ctrlKey: true, bubbles: true, cancelable: true })), [key, code] as const);
  await press('л', 'KeyK');
  await expect(chat.page.getByRole('dialog', { name: 'Search and commands' })).toBeVisible();
  await chat.page.keyboard.press('Escape');
  await press('.', 'Slash');
  await expect(chat.page.getByRole('dialog')).toHaveCount(0);
});

test('behind an open dialog no shortcut acts', async ({ chat, upstream }) => {
  await said(chat, upstream, 'One', 'Answer');
  await chat.page.keyboard.press('Control+/');
  await expect(sheet(chat)).toBeVisible();
  await chat.page.keyboard.press('Control+Shift+O');
  await chat.page.keyboard.press('Control+k');
  await expect(chat.page.getByRole('dialog')).toHaveCount(1);
  await expect(chat.questions).toHaveText(/One/);
});
