import { Chat, expect, model, test } from '../fixtures/test.ts';

test('a failure is one honest sentence, and Retry asks again with the same words', async ({ chat, upstream }) => {
  await chat.ask('Will this work?');
  (await upstream.next()).refuse(500);
  const failed = chat.answers.last();
  await expect(failed.getByRole('heading', { level: 2 }).first()).toHaveText('No answer yet');
  await expect(failed).not.toContainText('upstream words');
  await expect(chat.questions).toHaveText(/Will this work\?/);

  await failed.getByRole('button', { name: 'Retry' }).click();
  const again = await upstream.next();
  expect(again.question).toBe('Will this work?');
  expect(again.body.messages).toHaveLength(1);
  again.answer('It does now.');
  await chat.answered();
  await expect(chat.text).toHaveText('It does now.');
  await expect(chat.questions).toHaveCount(1);
});

test('an answer that breaks off is marked interrupted, and Continue appends to it', { tag: '@main' }, async ({ chat, upstream }) => {
  await chat.ask('Count to four.');
  const first = await upstream.next();
  first.say('One, two,');
  await expect(chat.text).toHaveText('One, two,');
  first.reset();
  await expect(chat.answer.getByRole('heading', { level: 2 }).first()).toHaveText('Answer, interrupted');
  await expect(chat.text).toHaveText('One, two,');
  await expect(chat.answer.getByRole('button', { name: 'Retry' })).toBeVisible();

  await chat.answer.getByRole('button', { name: 'Continue' }).click();
  const second = await upstream.next();
  expect(JSON.stringify(second.body.messages)).toContain('One, two,');
  second.answer(' three, four.');
  await chat.answered();
  await expect(chat.text).toHaveText('One, two, three, four.');
  await expect(chat.answers).toHaveCount(1);
});

test('a model that is not there fails with a sentence', async ({ page, launch }) => {
  const mayfly = await launch.mayfly({ config: model('http://127.0.0.1:9/v1') });
  const chat = new Chat(page, mayfly);
  await chat.signInQuietly();
  await chat.ask('Anybody?');
  await expect(chat.answer).toContainText('can’t be reached');
  await expect(chat.answer.getByRole('button', { name: 'Retry' })).toBeVisible();
});

test('a busy model is asked again by itself, after the time that it named', async ({ chat, upstream }) => {
  await chat.ask('Now?');
  (await upstream.next()).refuse(429, { 'Retry-After': '1' });
  await expect(chat.answer).toContainText(/0:0[01]/);
  const again = await upstream.next();
  expect(again.question).toBe('Now?');
  again.answer('Now.');
  await chat.answered();
});

test('too many requests a minute are told, with the wait, and nothing is lost', async ({
  page,
  launch,
  upstream,
  guard,
}) => {
  guard.allowStatus(429);
  const mayfly = await launch.mayfly({ config: { ...model(upstream.url), LIMITS__REQUESTS_PER_MINUTE: '2' } });
  const chat = new Chat(page, mayfly);
  await chat.signInQuietly();
  for (const number of ['one', 'two']) {
    await chat.ask(number);
    (await upstream.next()).answer(`Answer ${number}`);
    await chat.answered();
  }
  await chat.ask('three');
  const refused = chat.answers.last();
  await expect(refused.getByRole('heading', { level: 2 }).first()).toHaveText('No answer yet');
  await expect(refused).toContainText(/requests|minute|too many/i);
  await expect(refused).toContainText(/\d:\d\d/);
  await expect(chat.questions.last()).toContainText('three');
  expect(upstream.requests).toHaveLength(2);
});
