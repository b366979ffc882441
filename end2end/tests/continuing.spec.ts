import { type Chat, expect, test } from '../fixtures/test.ts';
import type { Upstream } from '../fixtures/upstream.ts';
import { words } from '../fixtures/upstream.ts';

const heading = (chat: Chat) => chat.answer.getByRole('heading', { level: 2 }).first();
const proceed = (chat: Chat) => chat.answer.getByRole('button', { name: 'Continue' });

/** Continues, and checks that the model gets the text so far. */
async function goOn(chat: Chat, upstream: Upstream, before: string) {
  await proceed(chat).click();
  const exchange = await upstream.next();
  const sent = exchange.body.messages.map(words);
  expect(sent).toContain(before);
  return exchange;
}

test('an answer cut at the length limit says so and goes on in the same message', async ({ chat, upstream }) => {
  await chat.ask('Count');
  (await upstream.next()).say('One, two, three').finish('length');
  await expect(heading(chat)).toHaveText('Answer, cut at the length limit');
  const exchange = await goOn(chat, upstream, 'One, two, three');
  exchange.say(', four, five.').finish();
  await chat.answered();
  await expect(chat.text).toHaveText('One, two, three, four, five.');
  await expect(chat.messages).toHaveCount(2);
  await expect(proceed(chat)).toHaveCount(0);
});

test('words that the model repeats at the start of a continuation are removed', async ({ chat, upstream }) => {
  await chat.ask('Tell');
  (await upstream.next()).say('Once upon a time there was a').finish('length');
  const exchange = await goOn(chat, upstream, 'Once upon a time there was a');
  exchange.say('there was');
  exchange.say(' a mayfly.');
  exchange.finish();
  await chat.answered();
  await expect(chat.text).toHaveText('Once upon a time there was a mayfly.');
});

test('a stopped answer can be continued', async ({ chat, upstream }) => {
  await chat.ask('Begin');
  const first = await upstream.next();
  first.say('A beginning');
  await expect(chat.text).toHaveText('A beginning');
  await chat.stop.click();
  const exchange = await goOn(chat, upstream, 'A beginning');
  exchange.say(' and an end').finish();
  await chat.answered();
  await expect(chat.text).toHaveText('A beginning and an end');
});

test('an interrupted answer can be continued or asked for again, and keeps what came', async ({ chat, upstream }) => {
  await chat.ask('Begin');
  const first = await upstream.next();
  first.say('As far as it came');
  await expect(chat.text).toHaveText('As far as it came');
  first.reset();
  await expect(heading(chat)).toHaveText('Answer, interrupted');
  await chat.answer.getByRole('button', { name: 'Retry' }).click();
  (await upstream.next()).answer('A whole answer');
  await chat.answered();
  await expect(chat.text).toHaveText('A whole answer');
  await chat.answer.getByRole('button', { name: 'Previous version' }).click();
  await expect(chat.text).toHaveText('As far as it came');
  const exchange = await goOn(chat, upstream, 'As far as it came');
  exchange.say(', and further').finish();
  await chat.answered();
  await expect(chat.text).toHaveText('As far as it came, and further');
});

test('a failed answer says why in a sentence, and Retry asks again in its place', async ({ chat, upstream }) => {
  await chat.ask('Anything?');
  (await upstream.next()).refuse(400);
  await expect(heading(chat)).toHaveText('No answer yet');
  await chat.answer.getByRole('button', { name: 'Retry' }).click();
  const exchange = await upstream.next();
  expect(exchange.question).toBe('Anything?');
  exchange.answer('Yes.');
  await chat.answered();
  await expect(chat.messages).toHaveCount(2);
});
