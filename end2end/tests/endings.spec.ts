// How the page shows the end of an answer: permanent faults, limits, filters, refusals.

import { Chat, expect, test } from '../fixtures/test.ts';
import { never, roundTrip } from '../fixtures/waiting.ts';

const heading = (chat: Chat) => chat.answer.getByRole('heading', { level: 2 }).first();

test('a used-up quota is said to be one, without a countdown', async ({ page, server, upstream }) => {
  await page.clock.install();
  const chat = new Chat(page, server);
  await chat.signInQuietly();
  await chat.ask('Now?');
  (await upstream.next()).refuse(429, { 'Retry-After': '1' }, { code: 'insufficient_quota' });
  await expect(chat.answer).toContainText('quota for this model is used up');
  await expect(chat.answer).not.toContainText('goes out again');
  const until = async () => {
    await page.clock.fastForward('01:00:00');
    await roundTrip(page);
  };
  await never(page, 'it goes out again', () => upstream.requests.length > 1, { until });
  await expect(chat.questions).toHaveText(/Now\?/);
});

for (const wait of ['86400', 'soon']) {
  test(`a wait of ‘${wait}’ is not waited for: only a click sends again`, async ({ chat, upstream }) => {
    await chat.ask('Now?');
    (await upstream.next()).refuse(429, { 'Retry-After': wait });
    await expect(chat.answer).toContainText('The model is busy');
    await expect(chat.answer).not.toContainText('goes out again');
    await chat.answer.getByRole('button', { name: 'Retry' }).click();
    (await upstream.next()).answer('Now.');
    await chat.answered();
  });
}

test('a misconfigured access is told with the request’s number, and neither key nor upstream’s words', async ({
  chat,
  upstream,
}) => {
  await chat.ask('May I?');
  (await upstream.next()).refuse(401);
  await expect(chat.answer).toContainText('access to the model is misconfigured');
  await expect(chat.answer).toContainText(/Request [\w-]{6,}/);
  await expect(chat.page.locator('body')).not.toContainText(/key-of-scripted|upstream words/);
});

test('a model that is not there is named', async ({ chat, upstream }) => {
  await chat.ask('Are you there?');
  (await upstream.next()).refuse(404);
  await expect(chat.answer).toContainText('The scripted model');
  await expect(chat.answer).toContainText('is not there');
});

test('a conversation that is too long can start from here, and be sent whole again', async ({ chat, upstream }) => {
  await twoTurns(chat, upstream);
  await chat.ask('Three');
  (await upstream.next()).refuse(400, {}, { code: 'context_length_exceeded' });
  await expect(chat.answer).toContainText('too long for this model');
  await chat.answer.getByRole('button', { name: 'Start from here' }).click();
  const shorter = await upstream.next();
  expect(shorter.body.messages.map((message) => message.role)).toEqual(['user']);
  expect(shorter.question).toBe('Three');
  shorter.answer('Answer three');
  await chat.answered();
  await expect(chat.questions).toHaveCount(3);
  await expect(chat.questions.last()).toContainText('What stands above is not sent');

  await chat.page.getByRole('button', { name: 'Send it again' }).click();
  await expect(chat.page.getByText('What stands above is not sent')).toHaveCount(0);
  await chat.ask('Four');
  const whole = await upstream.next();
  expect(whole.body.messages).toHaveLength(7);
  whole.answer('Answer four');
  await chat.answered();
});

test('a conversation that is too long can drop its oldest turns, one by one', async ({ chat, upstream }) => {
  await twoTurns(chat, upstream);
  await chat.ask('Three');
  (await upstream.next()).refuse(400, {}, { code: 'context_length_exceeded' });
  await chat.answer.getByRole('button', { name: 'Drop the oldest turn' }).click();
  const shorter = await upstream.next();
  expect(shorter.body.messages).toHaveLength(3);
  shorter.refuse(400, {}, { code: 'context_length_exceeded' });
  await chat.answer.getByRole('button', { name: 'Drop the oldest turn' }).click();
  const shortest = await upstream.next();
  expect(shortest.body.messages).toHaveLength(1);
  shortest.answer('Answer three');
  await chat.answered();
  await expect(chat.questions).toHaveCount(3);
});

test('an answer cut at the length limit says so, and goes on', async ({ chat, upstream }) => {
  await chat.ask('Count.');
  (await upstream.next()).say('One, two,').finish('length');
  await expect(heading(chat)).toHaveText('Answer, cut at the length limit');
  await expect(chat.answer).toContainText('Cut at the length limit.');
  await chat.answer.getByRole('button', { name: 'Continue' }).click();
  (await upstream.next()).answer(' three.');
  await chat.answered();
  await expect(chat.text).toHaveText('One, two, three.');
});

test('a filtered answer says so', async ({ chat, upstream }) => {
  await chat.ask('Tell me.');
  (await upstream.next()).say('It is').finish('content_filter');
  await expect(chat.answer).toContainText('Filtered.');
  await expect(chat.text).toHaveText('It is');
});

test('a refusal’s text is the answer', async ({ chat, upstream }) => {
  await chat.ask('Tell me.');
  (await upstream.next()).decline('I can’t help with that.').finish();
  await chat.answered();
  await expect(chat.text).toHaveText('I can’t help with that.');
});

test('an error in mid-stream keeps what came, and says what happened', async ({ chat, upstream }) => {
  await chat.ask('Count.');
  (await upstream.next()).say('One, two,').fail();
  await expect(heading(chat)).toHaveText('Answer, interrupted');
  await expect(chat.text).toHaveText('One, two,');
  await expect(chat.answer).toContainText('reported an error');
  await expect(chat.answer).not.toContainText('upstream words');
  await expect(chat.answer.getByRole('button', { name: 'Continue' })).toBeVisible();
});

test('of two conversations of one tab one fails, and the other is untouched', async ({ chat, upstream }) => {
  await chat.ask('The first conversation');
  const first = await upstream.next();
  first.say('To the');
  await expect(chat.text).toHaveText('To the');
  await chat.page.getByRole('button', { name: /^New chat/ }).first().click();
  await chat.ask('The second conversation');
  const second = await upstream.next();
  second.say('Broken');
  await expect(chat.text).toHaveText('Broken');
  second.reset();
  await expect(heading(chat)).toHaveText('Answer, interrupted');
  first.say(' first').finish();
  const sidebar = chat.page.getByRole('navigation', { name: 'Conversations' });
  await sidebar.getByRole('button', { name: /The first conversation/ }).click();
  await chat.answered();
  await expect(chat.text).toHaveText('To the first');
});

async function twoTurns(chat: Chat, upstream: import('../fixtures/upstream.ts').Upstream): Promise<void> {
  for (const number of ['One', 'Two']) {
    await chat.ask(number);
    (await upstream.next()).answer(`Answer ${number}`);
    await chat.answered();
  }
}
