// The main flows with a real model: llama.cpp's server sends details that a scripted one may lack.

import { eventually } from '../fixtures/process.ts';
import { MODEL, SmallModel, missing } from '../fixtures/small-model.ts';
import { Chat, expect, model, test as base } from '../fixtures/test.ts';

const test = base.extend<{ smallChat: Chat }, { small: SmallModel }>({
  small: [
    async ({}, use) => {
      const small = await SmallModel.start();
      await use(small);
      await small.stop();
    },
    { scope: 'worker' },
  ],
  smallChat: async ({ page, launch, small }, use) => {
    const config = model(small.url, 'small', { ID: MODEL, TITLE: 'SmolLM2', CONTEXT_SIZE: '2048' });
    const chat = new Chat(page, await launch.mayfly({ config }));
    await chat.signInQuietly();
    await use(chat);
  },
});

// Skipped if the model is not installed; in CI it must be.
test.skip(missing !== undefined && !process.env.CI, missing);
// The model shares two cores with the other tests.
test.setTimeout(90_000);

const STORY = 'Write a very long story about a mayfly, with many chapters. Do not stop.';
const heading = (chat: Chat) => chat.answer.getByRole('heading', { level: 2 }).first();

/** Limits the answers' length in tokens: a model this small often writes a lot. */
async function limit(chat: Chat, tokens: number): Promise<void> {
  // From the palette: an empty conversation has no menu.
  await chat.page.keyboard.press('Control+k');
  await chat.page.getByRole('combobox', { name: /^Search/ }).fill('Settings of this');
  await chat.page.keyboard.press('Enter');
  const dialog = chat.page.getByRole('dialog', { name: 'Settings of this conversation' });
  await dialog.getByLabel('Longest answer').fill(String(tokens));
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
}

/** Waits until the last answer is over, by itself or at the limit, and returns its text, which is not empty. */
async function over(chat: Chat): Promise<string> {
  await expect(chat.answer.getByText(/^\d+ tokens$/)).toBeVisible({ timeout: 30_000 });
  await expect(chat.stop).toBeHidden();
  await expect(heading(chat)).toHaveText(/^Answer(, cut at the length limit)?$/);
  await expect(chat.text).not.toBeEmpty();
  return (await chat.text.innerText()).trim();
}

test('a real small model answers, token by token, and gets the turn before with the next one', async ({ smallChat: chat }) => {
  await chat.ask('What is the capital of France? Answer in one sentence.');
  await expect(chat.text).not.toBeEmpty({ timeout: 30_000 });
  await expect(chat.text).toContainText(/Paris/i, { timeout: 30_000 });
  await chat.answered();
  await expect(chat.answer.getByText(/^\d+ tokens$/)).toBeVisible();

  // The test checks that the model got the whole conversation, not what it answers.
  const first = await chat.text.innerText();
  const request = chat.page.waitForRequest('**/api/chat');
  await chat.ask('Which city did I ask you about? Name it.');
  const { messages } = (await request).postDataJSON() as { messages: { role: string; content: { text: string }[] }[] };
  expect(messages.map((message) => message.role)).toEqual(['user', 'assistant', 'user']);
  expect(messages[1]!.content[0]!.text.trim()).toBe(first.trim());
  await expect(chat.answers).toHaveCount(2);
  await expect(chat.text).not.toBeEmpty({ timeout: 30_000 });
  await expect(chat.stop).toBeHidden({ timeout: 30_000 });
  await expect(chat.answer.getByText(/^\d+ tokens$/)).toBeVisible();
});

test('the picker shows the context size that the model’s server reports', async ({ page, launch, small }) => {
  const list = (await (await fetch(`${small.url}/models`)).json()) as { data: { meta: { n_ctx: number } }[] };
  const told = list.data[0]!.meta.n_ctx;
  expect(told).toBeGreaterThan(1_000);
  const chat = new Chat(page, await launch.mayfly({ env: { MAYFLY_LOCAL_MODEL: small.url } }));
  await chat.signIn();
  await page.getByRole('button', { name: /^Model:/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Model for this conversation' });
  await expect(dialog.getByRole('radio', { name: new RegExp(MODEL, 'i') })).toContainText(`${Math.floor(told / 1000)} K`);
  // Unknown properties are not invented.
  await expect(dialog.getByRole('radio', { name: /Demo model/ })).not.toContainText(`${Math.floor(told / 1000)} K`);
});

test('stop frees the model’s slot within a second', async ({ smallChat: chat, small }) => {
  await chat.ask(STORY);
  await expect(chat.text).not.toBeEmpty({ timeout: 30_000 });
  expect(await small.busy()).toBe(1);
  await chat.stop.click();
  await eventually('the slot is free', async () => (await small.busy()) === 0, 1_000);
  await expect(chat.answer.getByRole('heading', { level: 2 }).first()).toHaveText('Answer, stopped');
});

test('a conversation that is too long for the model is reported as such', async ({ smallChat: chat }) => {
  await chat.ask('mayfly '.repeat(4_000));
  await expect(chat.answer).toContainText('too long for this model', { timeout: 30_000 });
  await expect(chat.questions).toContainText('mayfly mayfly');
});

test('an answer is cut where its tokens end, and Continue goes on in the same message', async ({ page, launch, small }) => {
  // The server continues the last message itself: asked to continue, a model this small repeats itself.
  const config = model(small.url, 'small', { ID: MODEL, TITLE: 'SmolLM2', PREFILL: 'true' });
  const chat = new Chat(page, await launch.mayfly({ config }));
  await chat.signIn();
  await limit(chat, 12);
  await chat.ask(STORY);
  const cut = await over(chat);
  await expect(heading(chat)).toHaveText('Answer, cut at the length limit');
  await expect(chat.answer.getByText('12 tokens', { exact: true })).toBeVisible();
  await chat.answer.getByRole('button', { name: 'Continue' }).click();
  await expect.poll(() => chat.text.innerText(), { timeout: 30_000 }).not.toBe(cut);
  const longer = await over(chat);
  expect(longer.startsWith(cut.slice(0, 20))).toBe(true);
  expect(longer.length).toBeGreaterThan(cut.length);
  await expect(chat.messages).toHaveCount(2);
});

test('a second answer is a version, an edited question is a branch, and all of them stay', async ({ smallChat: chat }) => {
  await limit(chat, 40);
  await chat.ask('Name a colour.');
  const first = await over(chat);
  await chat.answer.getByRole('button', { name: 'Answer again' }).click();
  await expect(chat.answer.getByLabel('Version 2 of 2')).toBeVisible();
  const second = await over(chat);
  await chat.answer.getByRole('button', { name: 'Previous version' }).click();
  await expect.poll(async () => (await chat.text.innerText()).trim()).toBe(first);
  await chat.answer.getByRole('button', { name: 'Next version' }).click();
  await expect.poll(async () => (await chat.text.innerText()).trim()).toBe(second);

  const request = chat.page.waitForRequest('**/api/chat');
  await chat.questions.hover();
  await chat.questions.getByRole('button', { name: 'Edit' }).click();
  const editor = chat.page.getByRole('textbox', { name: 'Edit your message' });
  await editor.fill('Name an animal.');
  await editor.press('Enter');
  const { messages } = (await request).postDataJSON() as { messages: { role: string; content: { text: string }[] }[] };
  expect(messages.map((message) => message.role)).toEqual(['user']);
  expect(messages[0]!.content[0]!.text).toBe('Name an animal.');
  await over(chat);
  await chat.questions.hover();
  await chat.questions.getByRole('button', { name: 'Previous version' }).click();
  await expect(chat.questions).toContainText('Name a colour.');
  await expect.poll(async () => (await chat.text.innerText()).trim()).toBe(second);
});

test('two conversations are answered at once, and what waits goes out when its answer ends', async ({ smallChat: chat, small }) => {
  await chat.ask(STORY);
  await expect(chat.text).not.toBeEmpty({ timeout: 30_000 });
  await chat.ask('In one word: are you done?');
  await expect(chat.page.getByRole('group', { name: 'Waiting message' })).toHaveCount(1);
  await chat.newChat();
  await chat.ask(`${STORY} Begin with the end.`);
  await expect(chat.text).not.toBeEmpty({ timeout: 30_000 });
  await expect(chat.sidebar.getByText('writing')).toHaveCount(2);
  expect(await small.busy()).toBe(2);
  await chat.stop.click();
  await expect(heading(chat)).toHaveText('Answer, stopped');

  // Stopping the other one sends its second message.
  await chat.sidebar.getByRole('listitem').last().getByRole('button').first().click();
  await chat.stop.click();
  await expect(chat.answers).toHaveCount(2);
  await expect(chat.text).not.toBeEmpty({ timeout: 30_000 });
  await expect(chat.page.getByRole('group', { name: 'Waiting message' })).toHaveCount(0);
  if (await chat.stop.isVisible()) await chat.stop.click({ timeout: 2_000 }).catch(() => {});
  await eventually('all slots are free', async () => (await small.busy()) === 0, 5_000);
});

test('the model names the conversation', async ({ page, launch, small }) => {
  const config = { ...model(small.url, 'small', { ID: MODEL, TITLE: 'SmolLM2' }), PRIVACY__TITLES: 'true' };
  const chat = new Chat(page, await launch.mayfly({ config }));
  await chat.signIn();
  await limit(chat, 40);
  const named = page.waitForResponse((response) => !!response.request().postData()?.includes('Give this conversation a title'), { timeout: 40_000 });
  await chat.ask('Say hello.');
  // The test checks that the model is asked and that the conversation gets a name, not which one.
  expect((await named).status()).toBe(200);
  await eventually('the model has named it', async () => (await small.busy()) === 0, 20_000);
  const row = chat.sidebar.getByRole('listitem');
  await expect(row).toHaveText(/\w/);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/\w/);
});
