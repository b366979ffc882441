import { type Chat, expect, test } from '../fixtures/test.ts';
import type { Upstream } from '../fixtures/upstream.ts';
import { never, roundTrip } from '../fixtures/waiting.ts';

const waiting = (chat: Chat) => chat.page.getByRole('group', { name: 'Waiting message' });

async function streaming(chat: Chat, upstream: Upstream) {
  await chat.ask('The first');
  const exchange = await upstream.next();
  exchange.say('Answer');
  await expect(chat.text).toHaveText('Answer');
  return exchange;
}

test('messages wait in their order and go out one after the other', { tag: '@main' }, async ({ chat, upstream }) => {
  const first = await streaming(chat, upstream);
  await chat.ask('Two');
  await chat.ask('Three');
  await expect(waiting(chat)).toHaveText([/Two/, /Three/]);
  first.finish();
  const second = await upstream.next();
  expect(second.question).toBe('Two');
  await expect(waiting(chat)).toHaveText([/Three/]);
  second.answer('Answer two');
  const third = await upstream.next();
  expect(third.question).toBe('Three');
  third.answer('Answer three');
  await chat.answered();
  await expect(chat.questions).toHaveText([/The first/, /Two/, /Three/]);
});

test('a waiting message can be removed', async ({ chat, upstream }) => {
  const first = await streaming(chat, upstream);
  await chat.ask('Never mind');
  await chat.page.getByRole('button', { name: 'Remove waiting message' }).click();
  await expect(waiting(chat)).toHaveCount(0);
  first.finish();
  await chat.answered();
  await chat.ask('After it');
  const next = await upstream.next();
  expect(next.question).toBe('After it');
  next.answer('Yes.');
  await chat.answered();
  expect(upstream.requests).toHaveLength(2);
});

test('a waiting message can be taken back, and what was being written stays', async ({ chat, upstream }) => {
  const first = await streaming(chat, upstream);
  await chat.ask('Waits');
  await chat.composer.fill('half written');
  await chat.page.getByRole('button', { name: 'Edit waiting message' }).click();
  await expect(waiting(chat)).toHaveCount(0);
  await expect(chat.composer).toBeFocused();
  await expect(chat.composer).toHaveValue('Waits\n\nhalf written');
  first.finish();
  await chat.answered();
  expect(upstream.requests).toHaveLength(1);
});

test('Up takes the last waiting message back', async ({ chat, upstream }) => {
  const first = await streaming(chat, upstream);
  await chat.ask('Waits');
  await chat.composer.press('ArrowUp');
  await expect(chat.composer).toHaveValue('Waits');
  await expect(waiting(chat)).toHaveCount(0);
  first.finish();
  await chat.answered();
});

test('after a fault what waits is held back until the person goes on', async ({ chat, upstream }) => {
  const first = await streaming(chat, upstream);
  await chat.ask('Waits');
  first.reset();
  await expect(chat.answer.getByRole('button', { name: 'Continue' })).toBeVisible();
  await never(chat.page, 'what waits goes out', () => upstream.requests.length > 1, { until: () => roundTrip(chat.page) });
  await expect(waiting(chat)).toHaveText([/Waits/]);
  await chat.answer.getByRole('button', { name: 'Continue' }).click();
  const whole = await upstream.next();
  expect(JSON.stringify(whole.body.messages)).not.toContain('Waits');
  whole.say(' whole').finish();
  const next = await upstream.next();
  expect(next.question).toBe('Waits');
  next.answer('Yes.');
  await chat.answered();
});

test('stopping sends what waits', async ({ chat, upstream }) => {
  await streaming(chat, upstream);
  await chat.ask('Rather this');
  await chat.stop.click();
  const next = await upstream.next();
  expect(next.question).toBe('Rather this');
  next.answer('This.');
  await chat.answered();
});

test('what waits in one conversation is not shown in another', async ({ chat, upstream }) => {
  const first = await streaming(chat, upstream);
  await chat.ask('In one');
  await chat.newChat();
  const second = await streaming(chat, upstream);
  // As many as in the other conversation, and at the same position.
  await chat.ask('In two');
  await expect(waiting(chat)).toHaveText([/In two/]);
  const rows = chat.sidebar.getByRole('listitem');
  await rows.last().getByRole('button').click();
  await expect(waiting(chat)).toHaveText([/In one/]);
  await rows.first().getByRole('button').click();
  await expect(waiting(chat)).toHaveText([/In two/]);
  for (const exchange of [first, second]) {
    exchange.finish();
    (await upstream.next()).answer('Answer');
  }
  await chat.answered();
});
