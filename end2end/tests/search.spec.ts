import { type Chat, expect, test } from '../fixtures/test.ts';
import type { Upstream } from '../fixtures/upstream.ts';

async function said(chat: Chat, upstream: Upstream, question: string, answer: string): Promise<void> {
  await chat.ask(question);
  (await upstream.next()).answer(answer);
  await chat.answered();
}

const palette = (chat: Chat) => chat.page.getByRole('dialog', { name: 'Search and commands' });
const field = (chat: Chat) => chat.page.getByRole('combobox', { name: 'Search conversations and commands' });
const options = (chat: Chat) => palette(chat).getByRole('option');

test('search covers all messages, shows hits in their context, and opens them', async ({ chat, upstream }) => {
  await said(chat, upstream, 'They say the deposit came late', 'No. Clause 4.2 gives you thirty days.');
  await chat.answer.getByRole('button', { name: 'Answer again' }).click();
  (await upstream.next()).answer('Another version without it.');
  await chat.answered();
  await chat.newChat();
  await said(chat, upstream, 'Something else', 'It DEPends on the index.');

  await chat.page.keyboard.press('Control+k');
  await expect(field(chat)).toBeFocused();
  await field(chat).fill('dep');
  await expect(options(chat).filter({ hasText: 'They say the deposit came late' }).first()).toBeVisible();
  await expect(options(chat).filter({ hasText: 'It DEPends on the index.' })).toContainText('Something else');
  await expect(options(chat).locator('mark').filter({ hasText: /^dep$/i }).first()).toBeVisible();

  // Opening a hit in a hidden version shows that version.
  await field(chat).fill('clause 4.2');
  await expect(options(chat)).toHaveCount(1);
  await field(chat).press('Enter');
  await expect(palette(chat)).toBeHidden();
  await expect(chat.text).toHaveText('No. Clause 4.2 gives you thirty days.');
  await expect(chat.answer.getByLabel('Version 1 of 2')).toBeVisible();
  await expect.poll(() => chat.page.evaluate(() => getSelection()!.toString())).toBe('Clause 4.2');
});

test('a search without hits says so', async ({ chat }) => {
  await chat.page.keyboard.press('Control+k');
  await field(chat).fill('zzzz');
  await expect(palette(chat).getByText('Nothing here has these words.')).toBeVisible();
  await expect(options(chat)).toHaveCount(0);
});

test('the arrows choose, Enter runs, Esc closes and the focus is back', async ({ chat }) => {
  await chat.composer.focus();
  await chat.page.keyboard.press('Control+k');
  await field(chat).press('End');
  const last = options(chat).last();
  await expect(last).toHaveAttribute('aria-selected', 'true');
  await expect(last).toBeInViewport();
  const id = await last.getAttribute('id');
  await expect(field(chat)).toHaveAttribute('aria-activedescendant', id!);
  await field(chat).press('Home');
  await expect(options(chat).first()).toHaveAttribute('aria-selected', 'true');
  await field(chat).press('Escape');
  await expect(palette(chat)).toBeHidden();
  await expect(chat.composer).toBeFocused();
});

test('commands do what they say', async ({ chat, upstream }) => {
  await said(chat, upstream, 'A conversation', 'An answer');
  const run = async (command: string) => {
    await chat.page.keyboard.press('Control+k');
    await field(chat).fill(command);
    await field(chat).press('Enter');
  };
  await run('dark theme');
  await expect(chat.page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await run('theme of the system');
  await expect(chat.page.locator('html')).not.toHaveAttribute('data-theme', /.*/);
  await run('rename');
  await expect(chat.page.getByRole('dialog', { name: 'Rename this conversation' })).toBeVisible();
  await chat.page.keyboard.press('Escape');
  await run('settings of');
  await expect(chat.page.getByRole('dialog', { name: 'Settings of this conversation' })).toBeVisible();
  await chat.page.keyboard.press('Escape');
  await run('what leaves');
  await expect(chat.page.getByRole('dialog', { name: 'What leaves this tab' })).toBeVisible();
  await chat.page.keyboard.press('Escape');
  await run('sidebar');
  await expect(chat.sidebar).toBeHidden();
  await run('sidebar');
  await expect(chat.sidebar).toBeVisible();
  await run('new chat');
  await chat.isEmpty();
  await expect(chat.composer).toBeFocused();
});
