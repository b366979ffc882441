// Where the focus is after a command: never on the body, and never under what covers the page.
import { type Chat, expect, test } from '../fixtures/test.ts';
import type { Upstream } from '../fixtures/upstream.ts';

async function said(chat: Chat, upstream: Upstream, question: string, answer = 'As you say'): Promise<void> {
  await chat.ask(question);
  (await upstream.next()).answer(answer);
  await chat.answered();
}

const focused = (chat: Chat) => chat.page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.tagName);

test('answering again moves the focus to the new answer, and the version arrows keep it', async ({ chat, upstream }) => {
  await said(chat, upstream, 'one', 'first');
  await chat.page.getByRole('button', { name: 'Answer again' }).press('Enter');
  await expect.poll(() => focused(chat)).toBe('ARTICLE');
  (await upstream.next()).answer('second');
  await chat.answered();
  await chat.page.getByRole('button', { name: 'Previous version' }).press('Enter');
  await expect(chat.text).toHaveText('first');
  // The first version has none before it: the other arrow has the focus.
  await expect.poll(() => focused(chat)).toBe('Next version');
  await chat.page.keyboard.press('Enter');
  await expect(chat.text).toHaveText('second');
  await expect.poll(() => focused(chat)).toBe('Previous version');
});

test('after deleting, undoing, removing an attachment and sending by the button the composer has the focus', async ({ chat, upstream }) => {
  await said(chat, upstream, 'one');
  await chat.page.getByRole('button', { name: 'Conversation menu' }).click();
  await chat.page.getByRole('menuitem', { name: 'Delete' }).click();
  await expect(chat.composer).toBeFocused();
  await chat.page.getByRole('button', { name: 'Undo' }).click();
  await expect(chat.composer).toBeFocused();
  await chat.page.locator('input[type=file][multiple]').setInputFiles({ name: 'fine.txt', mimeType: 'text/plain', buffer: Buffer.from('words') });
  await chat.page.getByRole('button', { name: 'Remove fine.txt' }).click();
  await expect(chat.composer).toBeFocused();
  await chat.composer.fill('two');
  await chat.send.click();
  await expect(chat.composer).toBeFocused();
  (await upstream.next()).answer('done');
});

test('what takes the focus by the keyboard is not under the composer', async ({ chat, upstream }) => {
  await said(chat, upstream, 'one', 'A paragraph of the answer.\n\n'.repeat(40));
  await said(chat, upstream, 'two', 'A paragraph of the answer.\n\n'.repeat(40));
  await chat.page.getByRole('button', { name: 'Copy as Markdown' }).first().focus();
  await chat.page.keyboard.press('Tab');
  const [bottom, dock] = await chat.page.evaluate(() => [document.activeElement!.getBoundingClientRect().bottom, document.querySelector('form.composer')!.getBoundingClientRect().top]);
  expect(bottom).toBeLessThanOrEqual(dock!);
});
