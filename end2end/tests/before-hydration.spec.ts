import type { Page } from '@playwright/test';
import { type Chat, expect, test } from '../fixtures/test.ts';

test('what was typed before the page is live stays', async ({ chat, upstream }) => {
  const release = await reloadHeld(chat);
  await chat.composer.pressSequentially('typed early');
  await release();
  await chat.ready();
  await expect(chat.composer).toHaveValue('typed early');
  await chat.composer.press('Enter');
  const exchange = await upstream.next();
  expect(exchange.question).toBe('typed early');
  exchange.answer('Heard.');
  await chat.answered();
});

for (const [name, send] of [
  ['Enter pressed', (chat: Chat) => chat.composer.press('Enter')],
  ['Send clicked', (chat: Chat) => chat.send.click()],
] as const) {
  test(`${name} before the page is live neither navigates nor is lost`, async ({ chat, upstream }) => {
    const release = await reloadHeld(chat);
    const navigations = counted(chat.page);
    await chat.composer.pressSequentially('sent early');
    await send(chat);
    await send(chat);
    await expect(chat.composer).toHaveValue('sent early');
    expect(upstream.requests).toHaveLength(0);
    await release();
    const exchange = await upstream.next();
    expect(exchange.question).toBe('sent early');
    exchange.answer('Heard.');
    await chat.answered();
    await expect(chat.composer).toHaveValue('');
    expect(upstream.requests, 'sent once').toHaveLength(1);
    expect(navigations()).toBe(0);
    expect(chat.page.url()).toBe(`${chat.mayfly.url}/`);
  });
}

test('Shift and Enter break the line before the page is live', async ({ chat, upstream }) => {
  const release = await reloadHeld(chat);
  await chat.composer.pressSequentially('one');
  await chat.composer.press('Shift+Enter');
  await chat.composer.pressSequentially('two');
  await release();
  await chat.ready();
  await expect(chat.composer).toHaveValue('one\ntwo');
  expect(upstream.requests).toHaveLength(0);
});

/** Reloads the page and holds back its WebAssembly. Returns a function that lets it load. */
async function reloadHeld(chat: Chat): Promise<() => Promise<void>> {
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await chat.page.route(/\.wasm$/, async (route) => {
    await held;
    await route.continue();
  });
  await chat.page.reload({ waitUntil: 'commit' });
  await expect(chat.composer).toBeFocused();
  await expect(chat.page.locator('form.composer[data-live]')).toHaveCount(0);
  return async () => {
    release();
    await chat.ready();
  };
}

function counted(page: Page): () => number {
  let count = 0;
  // Counts new documents only: the history entry that guards Back stays on this page.
  page.on('request', (request) => (count += Number(request.isNavigationRequest())));
  return () => count;
}
