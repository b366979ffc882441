import { Chat, expect, model, test } from '../fixtures/test.ts';

const panel = (chat: Chat) => chat.page.getByRole('dialog', { name: 'What leaves this tab' });
const fact = (chat: Chat, name: string) => panel(chat).locator('dt', { hasText: name }).locator('+ dd');

async function open(chat: Chat): Promise<void> {
  await chat.page.getByRole('button', { name: 'What leaves this tab' }).click();
  await expect(panel(chat)).toBeVisible();
}

test('what it says about the provider matches the request', async ({ page, launch, scripted, upstream }) => {
  const server = await launch.mayfly({ config: { ...model(scripted.url), PRIVACY__TITLES: 'false' } });
  const chat = new Chat(page, server);
  const name = 'Unmistakable Person';
  await chat.signIn(name);
  await open(chat);
  await expect(panel(chat)).toContainText('127.0.0.1');
  await expect(panel(chat)).toContainText('asked to keep nothing');
  await expect(fact(chat, 'The provider is asked')).toHaveText('store: false');
  await expect(fact(chat, 'Kept about you')).toContainText(name.toLowerCase().split(' ')[0]!, { ignoreCase: true });
  await expect(fact(chat, 'Kept about you')).toContainText('sealed in a cookie');
  await expect(fact(chat, 'Titles')).toContainText('nobody is asked');
  await page.keyboard.press('Escape');

  await chat.ask('canary-question-51');
  const exchange = await upstream.next();
  // 'The conversation up to it', `store: false`, and nothing about the person.
  expect(exchange.body).toMatchObject({ store: false, stream: true });
  expect(Object.keys(exchange.body).sort()).toEqual(['messages', 'model', 'store', 'stream', 'stream_options']);
  expect(exchange.body.messages).toEqual([{ role: 'user', content: 'canary-question-51' }]);
  const sent = JSON.stringify([exchange.headers, exchange.body]).toLowerCase();
  for (const word of ['unmistakable', 'cookie', 'x-forwarded', 'referer', 'origin"']) expect(sent, word).not.toContain(word);
  exchange.answer('canary-answer-52');
  await chat.answered();
  await chat.ask('canary-question-53');
  const next = await upstream.next();
  expect(next.question).toBe('canary-question-53');
  next.answer('canary-answer-54');
  await chat.answered();
  expect(upstream.requests, 'nobody is asked for a title').toHaveLength(2);

  // 'Logged here': number, model, outcome, durations and counts, never words nor names.
  await expect.poll(() => server.log).toContain('answer');
  const line = server.log.split('\n').find((line) => /total_ms/.test(line))!;
  for (const field of ['request_id', 'model', 'outcome', 'first_token_ms', 'total_ms', 'tokens', 'bytes']) expect(line).toContain(field);
  for (const word of ['canary', 'unmistakable']) expect(server.log.toLowerCase(), word).not.toContain(word);
});

test('it names the header and the field that ask for zero retention, which are sent, and never their values', async ({ page, launch, scripted, upstream }) => {
  const server = await launch.mayfly({
    config: model(scripted.url, 'scripted', {
      HEADERS__X_DATA_RETENTION: 'none-by-contract-4711',
      HEADERS__X_TEAM: 'blue',
      FIELDS__PROVIDER: '{"zdr":true,"data_collection":"deny"}',
      ZERO_RETENTION: 'x-data-retention,provider',
    }),
  });
  const chat = new Chat(page, server);
  await chat.signIn();
  await open(chat);
  await expect(fact(chat, 'The provider is asked')).toHaveText('store: false, header x-data-retention, field provider');
  await expect(panel(chat)).toContainText('asked to keep nothing');
  await expect(panel(chat)).toContainText('a request is no proof');
  for (const word of ['4711', 'zdr', 'x-team', 'blue']) expect(await page.content(), word).not.toContain(word);
  await page.keyboard.press('Escape');
  await chat.ask('Hello');
  const exchange = await upstream.next();
  expect(exchange.headers['x-data-retention']).toBe('none-by-contract-4711');
  expect(exchange.body).toMatchObject({ store: false, provider: { zdr: true, data_collection: 'deny' } });
  exchange.answer('Hello');
  await chat.answered();
});

test('if only the provider’s own header asks, it names that header only', async ({ page, launch, scripted, upstream }) => {
  const more = { OMIT: 'store', HEADERS__X_DATA_RETENTION: 'none', ZERO_RETENTION: 'x-data-retention' };
  const server = await launch.mayfly({ config: model(scripted.url, 'scripted', more) });
  const chat = new Chat(page, server);
  await chat.signIn();
  await open(chat);
  await expect(fact(chat, 'The provider is asked')).toHaveText('header x-data-retention');
  await expect(panel(chat)).toContainText('asked to keep nothing');
  await page.keyboard.press('Escape');
  await chat.ask('Hello');
  const exchange = await upstream.next();
  expect(exchange.body).not.toHaveProperty('store');
  expect(exchange.headers).toHaveProperty('x-data-retention', 'none');
  exchange.answer('Hello');
  await chat.answered();
});

test('if the configuration has the provider store, it does not claim the opposite', async ({ page, launch, scripted, upstream }) => {
  const server = await launch.mayfly({ config: model(scripted.url, 'scripted', { FIELDS__STORE: 'true' }) });
  const chat = new Chat(page, server);
  await chat.signIn();
  await open(chat);
  await expect(panel(chat)).not.toContainText('asked to keep nothing');
  await page.keyboard.press('Escape');
  await chat.ask('Hello');
  const exchange = await upstream.next();
  expect(exchange.body).toHaveProperty('store', true);
  exchange.answer('Hello');
  await chat.answered();
});

test('if titles are on, it says what is sent for them, and that is what is sent', async ({ page, launch, scripted, upstream }) => {
  const server = await launch.mayfly({ config: { ...model(scripted.url), PRIVACY__TITLES: 'true' } });
  const chat = new Chat(page, server);
  await chat.signInQuietly();
  await open(chat);
  await expect(fact(chat, 'Titles')).toContainText('the beginning of your first message goes to the same model once more');
  await page.keyboard.press('Escape');
  await chat.ask(`The beginning ${'x'.repeat(700)} the end`);
  (await upstream.next()).answer('An answer');
  await chat.answered();
  const naming = await upstream.next();
  expect(naming.body).toMatchObject({ model: 'scripted', store: false });
  expect(naming.question).toContain('The beginning');
  expect(naming.question).not.toContain('the end');
  naming.answer('A title');
});

test('if the server refuses the field, it does not claim to send it', async ({ page, launch, scripted, upstream }) => {
  const server = await launch.mayfly({ config: model(scripted.url) });
  const chat = new Chat(page, server);
  await chat.signInQuietly();
  await chat.ask('Hello');
  const first = await upstream.next();
  expect(first.body).toHaveProperty('store', false);
  first.refuse(400, {}, { message: "Unknown parameter: 'store'." });
  const second = await upstream.next();
  expect(second.body).not.toHaveProperty('store');
  second.answer('Hello');
  await chat.answered();
  // The page was rendered before, and shows the current state all the same.
  await open(chat);
  await expect(fact(chat, 'The provider is asked')).toContainText('nothing about storing');
  await expect(panel(chat)).not.toContainText('asked to keep nothing');
});

test('if the configuration leaves the field out, it says so', async ({ page, launch, scripted, upstream }) => {
  const server = await launch.mayfly({ config: { ...model(scripted.url, 'scripted', { OMIT: 'store' }), SESSION__STORE: 'memory' } });
  const chat = new Chat(page, server);
  await chat.signInQuietly();
  await open(chat);
  await expect(fact(chat, 'The provider is asked')).toContainText('nothing about storing');
  await expect(fact(chat, 'Kept about you')).toContainText('held by this server');
  await page.keyboard.press('Escape');
  await chat.ask('Hello');
  const exchange = await upstream.next();
  expect(exchange.body).not.toHaveProperty('store');
  exchange.answer('Hello');
  await chat.answered();
});
