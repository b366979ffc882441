import { Chat, expect, model, test } from '../fixtures/test.ts';

const SETTINGS = 'Settings of this conversation';

test('the picker shows every model with its context and abilities, and a choice is the conversation’s own', async ({ page, launch, scripted, upstream }) => {
  const server = await launch.mayfly({
    config: {
      ...model(scripted.url, 'alpha', { CONTEXT_SIZE: '131072', IMAGES: 'true', REASONING: 'true' }),
      ...model(scripted.url, 'beta', { IMAGES: 'false', REASONING: 'false', CONTEXT_SIZE: '8192' }),
      ...model(scripted.url, 'gamma'),
      DEFAULT_MODEL: 'alpha',
    },
  });
  const chat = new Chat(page, server);
  await chat.signInQuietly();
  const open = async () => page.getByRole('button', { name: /^Model:/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Model for this conversation' });
  const radio = (name: string) => dialog.getByRole('radio', { name: new RegExp(name) });
  await open();
  await expect(radio('alpha')).toContainText('images, reasoning');
  await expect(radio('alpha')).toContainText('131 K');
  await expect(radio('alpha')).toBeChecked();
  await expect(radio('beta')).toContainText('text');
  await expect(radio('gamma')).toContainText('unknown');
  await expect(radio('gamma')).toContainText('size unknown');
  // With the keyboard only.
  await radio('alpha').focus();
  await page.keyboard.press('ArrowDown');
  await expect(radio('beta')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('button', { name: 'Model: The beta model' })).toBeFocused();
  await chat.ask('Who?');
  const first = await upstream.next();
  expect(first.body.model).toBe('beta');
  first.answer('Beta.');
  await chat.answered();

  // A new chat starts with the model chosen last; the old one keeps its own.
  await chat.newChat();
  await expect(page.getByRole('button', { name: 'Model: The beta model' })).toBeVisible();
  await open();
  await radio('gamma').click();
  await chat.ask('And you?');
  const second = await upstream.next();
  expect(second.body.model).toBe('gamma');
  second.answer('Gamma.');
  await chat.answered();
  await chat.sidebar.getByRole('button', { name: /Who\?/ }).click();
  await expect(page.getByRole('button', { name: 'Model: The beta model' })).toBeVisible();
});

test('only the settings that are set are sent to the model, per conversation', async ({ chat, upstream }) => {
  await chat.ask('Plain');
  const plain = await upstream.next();
  for (const field of ['temperature', 'top_p', 'max_tokens', 'max_completion_tokens', 'seed', 'stop', 'reasoning_effort']) {
    expect(plain.body, field).not.toHaveProperty(field);
  }
  plain.answer('Answer');
  await chat.answered();
  await chat.choose(SETTINGS);
  const dialog = chat.page.getByRole('dialog', { name: SETTINGS });
  await dialog.getByLabel('Instructions for the model').fill('Answer in verse.');
  await dialog.getByLabel('Temperature').fill('0.5');
  await dialog.getByLabel('Top-p').fill('0.25');
  await dialog.getByLabel('Longest answer').fill('99');
  await dialog.getByLabel('Seed').fill('7');
  await dialog.getByLabel('Stop at').fill('END, STOP');
  await dialog.getByLabel('Thinking').selectOption('low');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  await chat.ask('Set');
  const set = await upstream.next();
  expect(set.body.messages[0]).toEqual({ role: 'system', content: 'Answer in verse.' });
  expect(set.body).toMatchObject({ temperature: 0.5, top_p: 0.25, seed: 7, stop: ['END', 'STOP'], reasoning_effort: 'low' });
  expect([set.body.max_completion_tokens, set.body.max_tokens]).toContain(99);
  set.answer('Answer');
  await chat.answered();

  await chat.newChat();
  await chat.ask('Elsewhere');
  const elsewhere = await upstream.next();
  expect(elsewhere.body).not.toHaveProperty('temperature');
  expect(elsewhere.body.messages[0]!.role).toBe('user');
  elsewhere.answer('Answer');
  await chat.answered();
  await chat.sidebar.getByRole('button', { name: /Plain/ }).click();
  await chat.choose(SETTINGS);
  await expect(dialog.getByLabel('Temperature')).toHaveValue('0.5');
  await expect(dialog.getByLabel('Instructions for the model')).toHaveValue('Answer in verse.');
});

test('settings leave the chosen model as it is', async ({ page, launch, scripted, upstream }) => {
  const server = await launch.mayfly({ config: { ...model(scripted.url, 'alpha'), ...model(scripted.url, 'beta'), DEFAULT_MODEL: 'alpha' } });
  const chat = new Chat(page, server);
  await chat.signIn();
  await page.getByRole('button', { name: /^Model:/ }).click();
  await page.getByRole('radio', { name: /beta/ }).click();
  await chat.ask('Plain');
  (await upstream.next()).answer('Answer');
  await chat.answered();
  await chat.choose(SETTINGS);
  const dialog = page.getByRole('dialog', { name: SETTINGS });
  await dialog.getByLabel('Seed').fill('7');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('button', { name: 'Model: The beta model' })).toBeVisible();
  await chat.ask('Set');
  const exchange = await upstream.next();
  expect(exchange.body).toMatchObject({ model: 'beta', seed: 7 });
  exchange.answer('Answer');
  await chat.answered();
});

test('every value that is out of range is reported, and nothing is saved', async ({ chat, upstream }) => {
  await chat.ask('Plain');
  (await upstream.next()).answer('Answer');
  await chat.answered();
  await chat.choose(SETTINGS);
  const dialog = chat.page.getByRole('dialog', { name: SETTINGS });
  await dialog.getByLabel('Temperature').fill('3');
  await dialog.getByLabel('Top-p').fill('0');
  await dialog.getByLabel('Longest answer').fill('many');
  await dialog.getByLabel('Stop at').fill('a, b, c, d, e');
  await dialog.getByRole('button', { name: 'Save' }).click();
  const problems = dialog.getByRole('alert');
  await expect(problems).toContainText('The temperature must be between 0 and 2.');
  await expect(problems).toContainText('Top-p must be above 0 and at most 1.');
  await expect(problems).toContainText('Longest answer must be a number, or empty.');
  await expect(problems).toContainText('at most four stop sequences');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await chat.choose(SETTINGS);
  await expect(dialog.getByLabel('Temperature')).toHaveValue('');
});

test('an answer that ends does not overwrite what is being typed', async ({ chat, upstream }) => {
  await chat.ask('Slow');
  const exchange = await upstream.next();
  exchange.say('Slowly');
  await expect(chat.text).toHaveText('Slowly');
  await chat.choose(SETTINGS);
  const dialog = chat.page.getByRole('dialog', { name: SETTINGS });
  await dialog.getByLabel('Instructions for the model').fill('Half written');
  exchange.finish();
  await expect(chat.answers.last().locator('.after')).toBeAttached();
  await expect(dialog.getByLabel('Instructions for the model')).toHaveValue('Half written');
});

test('settings that a model does not take are hidden', async ({ page, launch, scripted, upstream }) => {
  const server = await launch.mayfly({
    config: { ...model(scripted.url, 'plain', { REASONING: 'false', OMIT: 'seed,top_p' }) },
  });
  const chat = new Chat(page, server);
  await chat.signInQuietly();
  await chat.ask('Hello');
  (await upstream.next()).answer('Hello');
  await chat.answered();
  await chat.choose(SETTINGS);
  const dialog = page.getByRole('dialog', { name: SETTINGS });
  await expect(dialog.getByLabel('Temperature')).toBeVisible();
  for (const hidden of ['Seed', 'Top-p', 'Thinking']) await expect(dialog.getByLabel(hidden), hidden).toBeHidden();
});

test('if a model is gone a sentence says so, and the message is kept', async ({ chat, guard }) => {
  guard.allowStatus(404);
  guard.allowStatus(422);
  guard.allowStatus(400);
  const { page } = chat;
  // Like a tab whose page is older than the server's configuration.
  await page.route('**/api/chat', async (route) => {
    const body = JSON.parse(route.request().postData()!);
    await route.continue({ postData: JSON.stringify({ ...body, model: 'gone-since' }) });
  });
  await chat.ask('Are you there?');
  await expect(chat.answer.getByRole('heading', { level: 2 }).first()).toHaveText('No answer yet');
  await expect(chat.answer).toContainText('Your message is kept');
  await expect(chat.questions).toHaveText(/Are you there\?/);
});
