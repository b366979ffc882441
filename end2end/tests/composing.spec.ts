import { Chat, expect, model, test } from '../fixtures/test.ts';
import { frames } from '../fixtures/waiting.ts';

test('the field grows with the text, up to a limit, and shrinks when it is sent', async ({ chat, upstream }) => {
  const height = async () => (await chat.composer.boundingBox())!.height;
  const one = await height();
  await chat.composer.fill('one\ntwo\nthree\nfour');
  const four = await height();
  expect(four).toBeGreaterThan(one * 1.5);
  await chat.composer.fill('line\n'.repeat(200));
  expect(await height()).toBeLessThanOrEqual(0.4 * 800 + 1);
  await chat.composer.fill('short');
  await chat.composer.press('Enter');
  (await upstream.next()).answer('Yes.');
  await chat.answered();
  expect(await height()).toBeLessThanOrEqual(one + 1);
});

test('Enter sends, Shift+Enter breaks the line', async ({ chat, upstream }) => {
  await chat.composer.pressSequentially('above');
  await chat.composer.press('Shift+Enter');
  await chat.composer.pressSequentially('below');
  expect(upstream.requests).toHaveLength(0);
  await chat.composer.press('Enter');
  const exchange = await upstream.next();
  expect(exchange.question).toBe('above\nbelow');
  await expect(chat.composer).toHaveValue('');
  exchange.answer('Yes.');
  await chat.answered();
});

test('an Enter that an input method takes sends nothing', async ({ chat, upstream }) => {
  await chat.composer.fill('にほん');
  await chat.composer.evaluate((field) => {
    const composing = { key: 'Enter', bubbles: true, cancelable: true };
    field.dispatchEvent(new KeyboardEvent('keydown', { ...composing, isComposing: true }));
    // Safari ends the composition first, and only the key code shows what the key was for.
    field.dispatchEvent(new KeyboardEvent('keydown', { ...composing, keyCode: 229 } as KeyboardEventInit));
  });
  await expect(chat.composer).toHaveValue('にほん');
  await frames(chat.page, 2);
  await expect(chat.messages).toHaveCount(0);
  // The next Enter sends, and nothing was sent before.
  await chat.composer.press('Enter');
  const exchange = await upstream.next();
  expect(exchange.question).toBe('にほん');
  exchange.answer('はい。');
  await chat.answered();
  expect(upstream.requests).toHaveLength(1);
});

test('a message of spaces only is not sent', async ({ chat, upstream }) => {
  await chat.composer.fill('  \n ');
  await expect(chat.send).toBeDisabled();
  await chat.composer.press('Enter');
  await frames(chat.page, 2);
  await expect(chat.messages).toHaveCount(0);
  await chat.ask('Words');
  const exchange = await upstream.next();
  expect(exchange.question).toBe('Words');
  exchange.answer('Yes.');
  await chat.answered();
  expect(upstream.requests).toHaveLength(1);
});

test('Up in an empty field edits the last message, and Esc leaves it as it was', async ({ chat, upstream }) => {
  await chat.ask('First version');
  (await upstream.next()).answer('First answer');
  await chat.answered();
  await chat.composer.press('ArrowUp');
  const editor = chat.page.getByRole('textbox', { name: 'Edit your message' });
  await expect(editor).toBeFocused();
  await expect(editor).toHaveValue('First version');
  await editor.press('Escape');
  await expect(editor).toHaveCount(0);
  await expect(chat.composer).toBeFocused();
  await expect(chat.questions).toHaveText(/First version/);
});

test('Up within a text moves the caret and nothing else', async ({ chat, upstream }) => {
  await chat.ask('A question');
  (await upstream.next()).answer('An answer');
  await chat.answered();
  await chat.composer.fill('not empty');
  await chat.composer.press('ArrowUp');
  await expect(chat.page.getByRole('textbox', { name: 'Edit your message' })).toHaveCount(0);
});

test('each conversation keeps its draft, attachments included', async ({ chat, upstream }) => {
  await chat.ask('Conversation one');
  (await upstream.next()).answer('Answer one');
  await chat.answered();
  await chat.composer.fill('draft of one');
  await chat.newChat();
  await chat.ask('Conversation two');
  (await upstream.next()).answer('Answer two');
  await chat.answered();
  await chat.composer.fill('draft of two');
  await chat.page.locator('input[type=file][multiple]').setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('notes') });
  const chips = chat.page.locator('form.composer').getByRole('list', { name: 'Attachments' });
  await expect(chips).toContainText('notes.txt');

  await chat.sidebar.getByRole('button', { name: /Conversation one/ }).click();
  await expect(chat.composer).toHaveValue('draft of one');
  await expect(chips).toHaveCount(0);
  await chat.sidebar.getByRole('button', { name: /Conversation two/ }).click();
  await expect(chat.composer).toHaveValue('draft of two');
  await expect(chips).toContainText('notes.txt');
});

test('a message longer than the server takes is refused with a sentence, and kept', async ({ page, launch, scripted, upstream }) => {
  const server = await launch.mayfly({ config: { ...model(scripted.url), LIMITS__MESSAGE_BYTES: '2KB' } });
  const chat = new Chat(page, server);
  await chat.signInQuietly();
  await chat.ask('x'.repeat(3500));
  await expect(chat.page.locator('.refused').first()).toContainText('longer than this server takes');
  await expect(chat.composer).toHaveValue('x'.repeat(3500));
  expect(upstream.requests).toHaveLength(0);
  await chat.composer.fill('short');
  await expect(chat.page.locator('form.composer .refused')).toBeHidden();
});
