// The main job with a real model: llama.cpp's server sends what scripted ones forget.

import { eventually } from '../fixtures/process.ts';
import { MODEL, SmallModel, missing } from '../fixtures/small-model.ts';
import { Chat, expect, model, test as base } from '../fixtures/test.ts';

const test = base.extend<{ small: SmallModel; smallChat: Chat }>({
  small: async ({}, use) => {
    const small = await SmallModel.start();
    await use(small);
    await small.stop();
  },
  smallChat: async ({ page, launch, small }, use) => {
    const config = model(small.url, 'small', { ID: MODEL, TITLE: 'SmolLM2', CONTEXT_SIZE: '2048' });
    const chat = new Chat(page, await launch.mayfly({ config }));
    await chat.signInQuietly();
    await use(chat);
  },
});

// Without Python a person does without, and is told so; where everything has to be there, it has to.
test.skip(missing !== undefined && !process.env.CI, missing);
// Two cores that other tests use, too.
test.setTimeout(90_000);

test('a real small model answers, token by token, and gets the turn before with the next one', async ({ smallChat: chat }) => {
  await chat.ask('What is the capital of France? Answer in one sentence.');
  await expect(chat.text).not.toBeEmpty({ timeout: 30_000 });
  await expect(chat.text).toContainText(/Paris/i, { timeout: 30_000 });
  await chat.answered();
  await expect(chat.answer.getByText(/^\d+ tokens$/)).toBeVisible();

  // What so small a model makes of it is its own affair; that it got the whole conversation is ours.
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

test('stop frees the model’s slot within a second', async ({ smallChat: chat, small }) => {
  await chat.ask('Write a very long story about a mayfly, with many chapters. Do not stop.');
  await expect(chat.text).not.toBeEmpty({ timeout: 30_000 });
  expect(await small.busy()).toBe(1);
  await chat.stop.click();
  await eventually('the slot is free', async () => (await small.busy()) === 0, 1_000);
  await expect(chat.answer.getByRole('heading', { level: 2 }).first()).toHaveText('Answer, stopped');
});

test('a conversation that is too long for the model is told so', async ({ smallChat: chat }) => {
  await chat.ask('mayfly '.repeat(4_000));
  await expect(chat.answer).toContainText('too long for this model', { timeout: 30_000 });
  await expect(chat.questions).toContainText('mayfly mayfly');
});
