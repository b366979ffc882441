import { Chat, expect, test } from '../fixtures/test.ts';

test('two tabs of one browser are independent', async ({ chat, upstream }) => {
  const other = new Chat(await chat.page.context().newPage(), chat.mayfly);
  await other.open();
  await other.ready();
  await other.isEmpty();

  await chat.ask('In the first tab');
  const first = await upstream.next();
  await other.ask('In the second tab');
  const second = await upstream.next();
  first.say('To the first');
  second.say('To the second');
  await expect(chat.text).toHaveText('To the first');
  await expect(other.text).toHaveText('To the second');

  // One fails; the other goes on.
  first.reset();
  await expect(chat.answer.getByRole('heading', { level: 2 }).first()).toHaveText('Answer, interrupted');
  second.say(' tab').finish();
  await other.answered();
  await expect(other.text).toHaveText('To the second tab');
  await expect(other.messages).toHaveCount(2);
  await expect(chat.messages).toHaveCount(2);
});

test('two people see nothing of each other', async ({ chat, upstream, profile }) => {
  await chat.ask('A secret of the first');
  (await upstream.next()).answer('Kept.');
  await chat.answered();
  const stranger = new Chat(await (await profile()).newPage(), chat.mayfly);
  await stranger.signIn();
  await stranger.isEmpty();
  await stranger.ask('Anything?');
  const asked = await upstream.next();
  expect(JSON.stringify(asked.body)).not.toContain('secret');
  asked.answer('Nothing.');
  await stranger.answered();
});
