import type { Page } from '@playwright/test';
import { type Chat, expect, leaving, test } from '../fixtures/test.ts';

const CANARY = 'canary-4f1d9e2b7c';

test('a reload is a fresh start, and every storage is empty', { tag: '@main' }, async ({ chat, upstream }) => {
  leaving(chat.page, 'leave');
  await chat.ask(`Remember ${CANARY}, please`);
  (await upstream.next()).answer(`${CANARY}, as you wish`);
  await chat.answered();
  await chat.composer.fill(`A draft with ${CANARY}`);
  await nothingIsKept(chat);

  await chat.page.reload();
  await chat.ready();
  await chat.isEmpty();
  expect(await chat.page.content()).not.toContain(CANARY);
  await nothingIsKept(chat);
});

test('one button forgets everything, also an answer that is being written', { tag: '@main' }, async ({ chat, upstream }) => {
  const count = leaving(chat.page, 'leave');
  await chat.ask(`Remember ${CANARY}, please`);
  (await upstream.next()).answer(`${CANARY}, as you wish`);
  await chat.answered();
  await chat.newChat();
  await chat.ask(`And ${CANARY} again`);
  const exchange = await upstream.next();
  exchange.say(CANARY);
  await expect(chat.text).toHaveText(CANARY);
  await chat.forget();
  await exchange.closed;
  await expect(chat.page.getByText(CANARY)).toHaveCount(0);
  await chat.ready();
  await chat.isEmpty();
  await expect(chat.sidebar.getByRole('listitem')).toHaveCount(0);
  expect(count.asked).toBe(0);
  await nothingIsKept(chat);
});

/** Checks that the page has stored nothing but the session cookie, in any storage. */
async function nothingIsKept(chat: Chat): Promise<void> {
  const cookies = await chat.page.context().cookies(chat.mayfly.url);
  // All ports of a host share its cookies, so the demo provider's is among them.
  const ours = cookies.filter((cookie) => !cookie.name.includes('demo'));
  expect(ours.map((cookie) => cookie.name)).toEqual([expect.stringMatching(/^(__Host-)?(mayfly-)?session$/)]);
  expect(JSON.stringify(cookies)).not.toContain(CANARY);
  const kept = await stored(chat.page);
  expect(kept).toEqual({ local: 0, session: 0, databases: [], caches: [], workers: 0, state: null, name: '' });
  expect(chat.page.url()).toBe(`${chat.mayfly.url}/`);
  expect(await chat.page.title()).not.toContain(CANARY);
}

function stored(page: Page) {
  return page.evaluate(async () => ({
    local: localStorage.length,
    session: sessionStorage.length,
    databases: (await indexedDB.databases()).map((database) => database.name),
    // CacheStorage and service workers exist only in secure contexts; loopback is one.
    caches: await caches.keys(),
    workers: (await navigator.serviceWorker.getRegistrations()).length,
    state: history.state as unknown,
    name: window.name,
  }));
}
