import { expect, test } from '../fixtures/test.ts';

test('a new chat is empty, asks without the old one, and leaves it reachable', async ({ chat, upstream }) => {
  await chat.ask('The first conversation');
  (await upstream.next()).answer('The first answer');
  await chat.answered();

  await chat.page.getByRole('button', { name: /^New chat/ }).first().click();
  await chat.isEmpty();
  await expect(chat.composer).toBeFocused();

  await chat.ask('The second conversation');
  const second = await upstream.next();
  expect(second.body.messages).toHaveLength(1);
  second.answer('The second answer');
  await chat.answered();

  const sidebar = chat.page.getByRole('navigation', { name: 'Conversations' });
  await sidebar.getByRole('button', { name: /The first conversation/ }).click();
  await expect(chat.text).toHaveText('The first answer');
});

test('two conversations of one tab stream at the same time', async ({ chat, upstream }) => {
  await chat.ask('The slow one');
  const slow = await upstream.next();
  slow.say('Slowly');
  await expect(chat.text).toHaveText('Slowly');

  await chat.page.getByRole('button', { name: /^New chat/ }).first().click();
  await chat.ask('The quick one');
  (await upstream.next()).answer('Quickly');
  await chat.answered();
  await expect(chat.text).toHaveText('Quickly');

  slow.say(' but surely').finish();
  const sidebar = chat.page.getByRole('navigation', { name: 'Conversations' });
  await sidebar.getByRole('button', { name: /The slow one/ }).click();
  await chat.answered();
  await expect(chat.text).toHaveText('Slowly but surely');
});
