import { Chat, expect, model, test } from '../fixtures/test.ts';
import type { Upstream } from '../fixtures/upstream.ts';
import { words } from '../fixtures/upstream.ts';

async function said(chat: Chat, upstream: Upstream, question: string, answer: string): Promise<void> {
  await chat.ask(question);
  (await upstream.next()).answer(answer);
  await chat.answered();
}

test('regenerating makes versions, and the arrows switch between them', { tag: '@main' }, async ({ chat, upstream }) => {
  await said(chat, upstream, 'A question', 'Version one');
  for (const text of ['Version two', 'Version three']) {
    await chat.answer.getByRole('button', { name: 'Answer again' }).click();
    const exchange = await upstream.next();
    expect(exchange.body.messages.map((message) => message.role)).toEqual(['user']);
    exchange.answer(text);
    await chat.answered();
    await expect(chat.text).toHaveText(text);
  }
  await expect(chat.messages).toHaveCount(2);
  const previous = chat.answer.getByRole('button', { name: 'Previous version' });
  const next = chat.answer.getByRole('button', { name: 'Next version' });
  await expect(chat.answer.getByLabel('Version 3 of 3')).toHaveText('3/3');
  await expect(next).toBeDisabled();
  await previous.click();
  await expect(chat.text).toHaveText('Version two');
  await expect(chat.answer.getByLabel('Version 2 of 3')).toBeVisible();
  await previous.click();
  await expect(chat.text).toHaveText('Version one');
  await expect(previous).toBeDisabled();
  await next.click();
  await expect(chat.text).toHaveText('Version two');

  // The next message follows the shown version.
  await chat.ask('And then?');
  const exchange = await upstream.next();
  expect(words(exchange.body.messages[1])).toBe('Version two');
  exchange.answer('After two');
  await chat.answered();
  await chat.answers.first().getByRole('button', { name: 'Next version' }).click();
  await expect(chat.messages).toHaveCount(2);
  await expect(chat.text).toHaveText('Version three');
});

test('an edited question is a branch, and the old one stays with all that followed', { tag: '@main' }, async ({ chat, upstream }) => {
  await said(chat, upstream, 'Old question', 'Old answer');
  await said(chat, upstream, 'Follows the old', 'Old again');
  await chat.questions.first().hover();
  await chat.questions.first().getByRole('button', { name: 'Edit' }).click();
  const editor = chat.page.getByRole('textbox', { name: 'Edit your message' });
  await editor.fill('New question');
  await chat.page.getByRole('button', { name: 'Send', exact: true }).first().click();
  const exchange = await upstream.next();
  expect(exchange.body.messages).toHaveLength(1);
  expect(exchange.question).toBe('New question');
  exchange.answer('New answer');
  await chat.answered();
  await expect(chat.messages).toHaveCount(2);
  await expect(chat.composer).toBeFocused();

  await chat.questions.first().hover();
  await chat.questions.first().getByRole('button', { name: 'Previous version' }).click();
  await expect(chat.questions).toHaveText([/Old question/, /Follows the old/]);
  await expect(chat.text).toHaveText('Old again');
});

test('an edit while an answer is written is refused, and the words stay in the editor', async ({ chat, upstream }) => {
  await said(chat, upstream, 'A question', 'An answer');
  await chat.ask('Another');
  const exchange = await upstream.next();
  exchange.say('Slowly');
  await expect(chat.text).toHaveText('Slowly');
  await chat.questions.first().hover();
  await chat.questions.first().getByRole('button', { name: 'Edit' }).click();
  const editor = chat.page.getByRole('textbox', { name: 'Edit your message' });
  await editor.fill('Long and carefully written');
  await editor.press('Enter');
  await expect(chat.page.locator('form.composer .refused')).toContainText('still being written');
  await expect(editor).toHaveValue('Long and carefully written');
  exchange.finish();
  await chat.answered();
  await editor.press('Enter');
  const next = await upstream.next();
  expect(next.question).toBe('Long and carefully written');
  next.answer('Now.');
  await chat.answered();
  await expect(chat.page.locator('form.composer .refused')).toBeHidden();
});

test('another model can answer again', async ({ page, launch, scripted, upstream }) => {
  const server = await launch.mayfly({ config: { ...model(scripted.url, 'first'), ...model(scripted.url, 'second'), DEFAULT_MODEL: 'first' } });
  const chat = new Chat(page, server);
  await chat.signInQuietly();
  await said(chat, upstream, 'Who are you?', 'The first.');
  await expect(chat.answer.locator('.meta')).toContainText('The first model');
  await chat.answer.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Answer again with The second model' }).click();
  const exchange = await upstream.next();
  expect(exchange.body.model).toBe('second');
  exchange.answer('The second.');
  await chat.answered();
  await expect(chat.answer.getByLabel('Version 2 of 2')).toBeVisible();
  await expect(chat.answer.locator('.meta')).toContainText('The second model');
  // The conversation's own model has not changed.
  await expect(page.getByRole('button', { name: 'Model: The first model' })).toBeVisible();
});

test('an answer can be edited, is marked, and is what the model sees next', async ({ chat, upstream }) => {
  await said(chat, upstream, 'A question', 'With a misteak');
  await chat.answer.getByRole('button', { name: 'Edit' }).click();
  const editor = chat.page.getByRole('textbox', { name: 'Edit the answer' });
  await expect(editor).toHaveValue('With a misteak');
  await editor.fill('Without a mistake');
  // Answers have several lines: Enter starts a new one.
  await editor.press('Enter');
  await editor.pressSequentially('**at all**');
  await editor.press('Control+Enter');
  await expect(editor).toHaveCount(0);
  await expect(chat.text).toHaveText('Without a mistake\nat all', { useInnerText: true });
  await expect(chat.answer.locator('.meta')).toContainText('edited');
  await chat.ask('And?');
  const exchange = await upstream.next();
  expect(words(exchange.body.messages[1])).toBe('Without a mistake\n**at all**');
  exchange.answer('Right.');
  await chat.answered();
});

test('a conversation branches from any message, and the original stays', async ({ chat, upstream }) => {
  await said(chat, upstream, 'One', 'Answer one');
  await said(chat, upstream, 'Two', 'Answer two');
  await chat.answers.first().getByRole('button', { name: 'More' }).click();
  await chat.page.getByRole('menuitem', { name: 'Branch to a new conversation' }).click();
  await expect(chat.messages).toHaveCount(2);
  await expect(chat.sidebar.getByRole('listitem')).toHaveCount(2);
  await expect(chat.composer).toBeFocused();
  await chat.ask('Another way');
  const exchange = await upstream.next();
  expect(exchange.body.messages.map(words)).toEqual(['One', 'Answer one', 'Another way']);
  exchange.answer('Answer three');
  await chat.answered();
  await chat.sidebar.getByRole('listitem').last().getByRole('button').click();
  await expect(chat.questions).toHaveText([/One/, /Two/]);
});

test('regenerating, editing and deleting leave another conversation’s stream alone', async ({ chat, upstream }) => {
  await chat.ask('The slow one');
  const slow = await upstream.next();
  slow.say('Slowly');
  await expect(chat.text).toHaveText('Slowly');
  await chat.newChat();
  await said(chat, upstream, 'Quick', 'One');
  for (let round = 0; round < 3; round += 1) {
    await chat.answer.getByRole('button', { name: 'Answer again' }).click();
    (await upstream.next()).answer(`Again ${round}`);
    await chat.answered();
    slow.say(` ${round}`);
  }
  await chat.answer.getByRole('button', { name: 'More' }).click();
  await chat.page.getByRole('menuitem', { name: 'Delete from here on' }).click();
  await chat.page.getByRole('button', { name: 'Undo' }).click();
  await chat.choose('Delete');
  expect(slow.isClosed).toBe(false);
  slow.say(' done').finish();
  await chat.answered();
  await expect(chat.text).toHaveText('Slowly 0 1 2 done');
});
