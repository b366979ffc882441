import { readFileSync } from 'node:fs';
import type { Download } from '@playwright/test';
import { type Chat, expect, leaving, test } from '../fixtures/test.ts';
import type { Upstream } from '../fixtures/upstream.ts';

async function said(chat: Chat, upstream: Upstream, question: string, answer: string): Promise<void> {
  await chat.ask(question);
  (await upstream.next()).answer(answer);
  await chat.answered();
}

async function saved(chat: Chat, act: () => Promise<void>): Promise<{ name: string; text: string; file: Download }> {
  const [file] = await Promise.all([chat.page.waitForEvent('download'), act()]);
  return { name: file.suggestedFilename(), text: readFileSync((await file.path())!, 'utf8'), file };
}

async function bringBack(chat: Chat, name: string, text: string): Promise<void> {
  const [chooser] = await Promise.all([chat.page.waitForEvent('filechooser'), chat.chooseAccount('Bring back a saved JSON')]);
  await chooser.setFiles({ name, mimeType: 'application/json', buffer: Buffer.from(text) });
}

test('one conversation is saved as Markdown, and the file’s name contains nothing of it', async ({ chat, upstream }) => {
  await said(chat, upstream, 'Unmistakable question', '# Unmistakable answer\n\n- a list');
  await chat.newChat();
  await said(chat, upstream, 'Another one', 'Other answer');
  await chat.sidebar.getByRole('button', { name: /Unmistakable/ }).click();
  const { name, text } = await saved(chat, () => chat.choose('Save as Markdown'));
  expect(name).toMatch(/^mayfly-\d{4}-\d\d-\d\d-1\.md$/);
  expect(text).toContain('## You\n\nUnmistakable question');
  expect(text).toContain('# Unmistakable answer\n\n- a list');
  expect(text).not.toContain('Other answer');
});

test('all conversations are saved as JSON and come back whole: versions, files, names and drafts', { tag: '@main' }, async ({ chat, upstream }) => {
  await chat.page.locator('input[type=file][multiple]').setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('in the file') });
  await expect(chat.page.getByText('notes.txt')).toBeVisible();
  await said(chat, upstream, 'First', 'Version one');
  await chat.answer.getByRole('button', { name: 'Answer again' }).click();
  (await upstream.next()).answer('Version two');
  await chat.answered();
  await chat.choose('Rename');
  await chat.page.getByRole('textbox', { name: 'Name' }).fill('A given name');
  await chat.page.keyboard.press('Enter');
  await chat.newChat();
  await said(chat, upstream, 'Second', 'Answer');
  await chat.composer.fill('a draft');
  const { name, text } = await saved(chat, () => chat.chooseAccount('Save all as JSON'));
  expect(name).toMatch(/^mayfly-\d{4}-\d\d-\d\d-1\.json$/);

  // Leaving would lose nothing once everything is saved.
  const count = leaving(chat.page, 'leave');
  await chat.page.reload();
  await chat.ready();
  expect(count.asked).toBe(0);
  await chat.isEmpty();

  await bringBack(chat, name, text);
  await expect(chat.sidebar.getByRole('listitem')).toHaveText([/Second/, /A given name/]);
  await expect(chat.composer).toHaveValue('a draft');
  await expect(chat.text).toHaveText('Answer');
  await chat.sidebar.getByRole('button', { name: /A given name/ }).click();
  await expect(chat.text).toHaveText('Version two');
  await expect(chat.questions).toContainText('notes.txt');
  await chat.answer.getByRole('button', { name: 'Previous version' }).click();
  await expect(chat.text).toHaveText('Version one');
  await chat.ask('Go on');
  const exchange = await upstream.next();
  expect(JSON.stringify(exchange.body.messages)).toContain('in the file');
  exchange.answer('On.');
  await chat.answered();
});

test('after the next change leaving asks again', async ({ chat, upstream }) => {
  const count = leaving(chat.page, 'stay');
  await said(chat, upstream, 'One', 'Answer');
  await saved(chat, () => chat.choose('Save as Markdown'));
  await said(chat, upstream, 'Two', 'Answer');
  // Not awaited: a declined reload never ends.
  await chat.page.evaluate(() => location.reload());
  await expect.poll(() => count.asked).toBe(1);
  await expect(chat.questions).toHaveCount(2);
});

for (const [what, content, sentence] of [
  ['no JSON', '{"format":"mayfly","version":1,"conv', 'it is incomplete'],
  ['foreign', '{"conversations":[{"mapping":{}}]}', 'not an export of Mayfly'],
  ['newer', '{"format":"mayfly","version":99,"conversations":[]}', 'newer Mayfly'],
  ['damaged', '{"format":"mayfly","version":1,"conversations":[{"messages":[{"parent":7,"message":{"user":{"parts":[]}}}]}]}', 'damaged'],
] as const) {
  test(`a file that is ${what} is refused with a sentence, and nothing is lost`, async ({ chat, upstream }) => {
    await said(chat, upstream, 'Stays', 'Answer');
    await bringBack(chat, 'x.json', content);
    await expect(chat.page.locator('form.composer .refused')).toContainText(sentence);
    await expect(chat.sidebar.getByRole('listitem')).toHaveText([/Stays/]);
    await expect(chat.text).toHaveText('Answer');
  });
}

test('there is nothing to save before anything was said', async ({ chat }) => {
  await chat.chooseAccount('Save all as JSON');
  await expect(chat.page.locator('form.composer .refused')).toContainText('nothing to save yet');
});
