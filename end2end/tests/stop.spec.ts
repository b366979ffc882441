import type { Locator } from '@playwright/test';
import { type Chat, expect, test } from '../fixtures/test.ts';
import { eventually } from '../fixtures/process.ts';
import type { Upstream } from '../fixtures/upstream.ts';

const WAYS: [string, (chat: Chat) => Promise<void>][] = [
  ['the button', (chat) => chat.stop.click()],
  ['Esc', (chat) => chat.page.keyboard.press('Escape')],
];

for (const [name, stop] of WAYS) {
  test(`${name} stops the answer and closes the connection to the model`, async ({ chat, upstream }) => {
    const exchange = await answering(chat, upstream);
    await stop(chat);
    await eventually('the connection to the model is closed', () => exchange.isClosed, 1_000);
    await expect(chat.text).toHaveText('As far as it came');
    await expect(heading(chat.answer)).toHaveText('Answer, stopped');
    await expect(chat.stop).toBeHidden();
    await expect(chat.composer).toBeFocused();
  });

  test(`${name} stops before the first token, too`, async ({ chat, upstream }) => {
    await chat.ask('Anything?');
    const exchange = await upstream.next();
    await expect(chat.stop).toBeVisible();
    await stop(chat);
    await eventually('the connection to the model is closed', () => exchange.isClosed, 1_000);
    await expect(chat.stop).toBeHidden();
    await expect(chat.questions).toHaveText(/Anything\?/);
  });
}

test('closing the tab closes the connection to the model', async ({ chat, upstream }) => {
  const exchange = await answering(chat, upstream);
  await chat.page.close();
  await eventually('the connection to the model is closed', () => exchange.isClosed, 2_000);
});

test('after a stop the conversation goes on', { tag: '@main' }, async ({ chat, upstream }) => {
  await answering(chat, upstream);
  await chat.stop.click();
  await chat.ask('And now?');
  const next = await upstream.next();
  expect(next.question).toBe('And now?');
  next.answer('Now this.');
  await chat.answered();
  await expect(chat.text).toHaveText('Now this.');
});

async function answering(chat: Chat, upstream: Upstream) {
  await chat.ask('Begin');
  const exchange = await upstream.next();
  exchange.say('As far as it came');
  await expect(chat.text).toHaveText('As far as it came');
  return exchange;
}

function heading(answer: Locator): Locator {
  return answer.getByRole('heading', { level: 2 }).first();
}
