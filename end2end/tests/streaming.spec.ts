import { expect, test } from '../fixtures/test.ts';
import { words } from '../fixtures/upstream.ts';

test('a token is visible while the model holds the stream open', { tag: '@main' }, async ({ chat, upstream }) => {
  await chat.ask('Are you there?');
  const exchange = await upstream.next();
  expect(exchange.question).toBe('Are you there?');
  expect(exchange.headers.authorization).toBe('Bearer key-of-scripted');

  exchange.say('The first');
  await expect(chat.text).toHaveText('The first');
  expect(exchange.isClosed, 'the stream is still open').toBe(false);
  await expect(chat.stop).toBeVisible();

  exchange.say(' and the second');
  await expect(chat.text).toHaveText('The first and the second');
  exchange.finish();
  await chat.answered();
  await expect(chat.text).toHaveText('The first and the second');
});

test('waiting says what is waited for, in words', async ({ chat, upstream }) => {
  await chat.ask('Are you there?');
  const exchange = await upstream.next();
  await expect(chat.answer).toContainText(/waiting|sending/i);
  exchange.begin();
  await expect(chat.answer).toContainText(/waiting/i);
  exchange.answer('Yes.');
  await chat.answered();
});

test('the second turn carries the conversation so far', { tag: '@main' }, async ({ chat, upstream }) => {
  await chat.ask('My number is 17.');
  (await upstream.next()).answer('I shall remember it while this page lasts.');
  await chat.answered();

  await chat.ask('What is my number?');
  const second = await upstream.next();
  expect(second.body.messages.map((message) => [message.role, words(message)])).toEqual([
    ['user', 'My number is 17.'],
    ['assistant', 'I shall remember it while this page lasts.'],
    ['user', 'What is my number?'],
  ]);
  second.answer('It is 17.');
  await chat.answered();
  await expect(chat.questions).toHaveCount(2);
  await expect(chat.answers).toHaveCount(2);
  await expect(chat.text).toHaveText('It is 17.');
});

test('reasoning is folded above the answer', async ({ chat, upstream }) => {
  await chat.ask('Think about it.');
  const exchange = await upstream.next();
  exchange.think('First this, then that.');
  await expect(chat.answer.getByText(/^Think|^Thought/)).toBeVisible();
  exchange.answer('That.');
  await chat.answered();
  await expect(chat.text).toHaveText('That.');
  await chat.answer.getByText(/^Thought/).click();
  await expect(chat.answer.getByText('First this, then that.')).toBeVisible();
});

test('a message sent while an answer is written waits its turn', async ({ chat, upstream }) => {
  await chat.ask('One');
  const first = await upstream.next();
  first.say('Answer one');
  await expect(chat.text).toHaveText('Answer one');
  await chat.ask('Two');
  await expect(chat.page.getByRole('group', { name: 'Waiting message' })).toContainText('Two');
  expect(upstream.requests).toHaveLength(1);
  first.finish();
  const second = await upstream.next();
  expect(second.question).toBe('Two');
  second.answer('Answer two');
  await chat.answered();
  await expect(chat.page.getByRole('group', { name: 'Waiting message' })).toHaveCount(0);
});
