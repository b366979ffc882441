// The idle wipe: off by default, announced a minute before, and cancelled by any input.

import type { Page } from '@playwright/test';
import type { Upstream } from '../fixtures/upstream.ts';
import { Chat, expect, model, test } from '../fixtures/test.ts';
import { never, roundTrip } from '../fixtures/waiting.ts';

type Launch = { mayfly: (options: { config: Record<string, string> }) => Promise<Chat['mayfly']> };

/** A page with a conversation and a draft; the test controls its clock. */
async function begin(page: Page, launch: Launch, upstream: Upstream, config: Record<string, string> = { PRIVACY__IDLE_WIPE: '5m' }): Promise<Chat> {
  const server = await launch.mayfly({ config: { ...model(upstream.url), ...config } });
  await page.clock.install();
  const chat = new Chat(page, server);
  await chat.signInQuietly();
  await chat.ask('A question');
  (await upstream.next()).answer('An answer');
  await chat.answered();
  await chat.composer.fill('A draft');
  return chat;
}

const warning = (chat: Chat) => chat.page.getByRole('alert').filter({ hasText: 'forgets everything' });

/** Waits until the page is fresh and empty. */
async function isWiped(chat: Chat): Promise<void> {
  await chat.ready();
  await chat.isEmpty();
  await expect(chat.page.getByText('An answer')).toHaveCount(0);
}

test('without the key a tab keeps everything, however long it is idle', async ({ page, launch, upstream }) => {
  const chat = await begin(page, launch, upstream, {});
  await page.clock.fastForward('48:00:00');
  await expect(warning(chat)).toHaveCount(0);
  await expect(chat.composer).toHaveValue('A draft');
  await expect(chat.text).toHaveText('An answer');
});

test('a minute before the wipe it warns, and any input cancels the wipe', async ({ page, launch, upstream }) => {
  const chat = await begin(page, launch, upstream);
  await page.clock.fastForward('03:55');
  await expect(warning(chat)).toHaveCount(0);
  await page.clock.fastForward('00:10');
  await expect(warning(chat)).toBeVisible();
  await page.mouse.move(200, 200);
  await expect(warning(chat)).toHaveCount(0);

  await page.clock.fastForward('04:05');
  await expect(warning(chat)).toBeVisible();
  await chat.composer.press('x');
  await expect(warning(chat)).toHaveCount(0);
  await page.clock.fastForward('03:55');
  await expect(warning(chat)).toHaveCount(0);

  await page.mouse.move(300, 300);
  await page.clock.fastForward('03:55');
  await expect(warning(chat)).toHaveCount(0);
  await expect(chat.composer).toHaveValue('A draftx');
  await expect(chat.text).toHaveText('An answer');
});

test('the warning is visible at the end of a long conversation, too', async ({ page, launch, upstream }) => {
  const chat = await begin(page, launch, upstream);
  await chat.ask('More');
  (await upstream.next()).answer('A paragraph.\n\n'.repeat(80));
  await chat.answered();
  await page.clock.fastForward('04:05');
  await expect(warning(chat)).toBeInViewport({ ratio: 1 });
  // With another notice, neither covers the other.
  await page.evaluate(() => window.dispatchEvent(new Event('offline')));
  const offline = page.getByText('You are offline');
  await expect(offline).toBeInViewport({ ratio: 1 });
  await expect(warning(chat)).toBeInViewport({ ratio: 1 });
  const [above, below] = [(await offline.boundingBox())!, (await warning(chat).boundingBox())!];
  expect(above.y + above.height).toBeLessThanOrEqual(below.y);
});

test('it wipes conversations and drafts, and stops the answer that is being written', async ({ page, launch, upstream }) => {
  const chat = await begin(page, launch, upstream);
  await chat.ask('Another question');
  const open = await upstream.next();
  open.say('The beginning');
  await expect(chat.text).toHaveText('The beginning');
  await chat.composer.fill('Another draft');
  await page.clock.fastForward('05:01');
  await open.closed;
  await isWiped(chat);
});

test('an unused page is not reloaded again and again', async ({ page, launch, upstream }) => {
  const chat = await begin(page, launch, upstream);
  await page.clock.fastForward('05:01');
  await isWiped(chat);
  let loads = 0;
  page.on('request', (request) => (loads += Number(request.isNavigationRequest())));
  const until = async () => {
    for (let hour = 0; hour < 3; hour += 1) await page.clock.fastForward('01:00:00');
    await roundTrip(page);
  };
  await never(page, 'it is loaded', () => loads > 0, { until });
  await expect(warning(chat)).toHaveCount(0);
});

test('text typed before the page was live is wiped, too', async ({ page, launch, upstream }) => {
  const server = await launch.mayfly({ config: { ...model(upstream.url), PRIVACY__IDLE_WIPE: '5m' } });
  const chat = new Chat(page, server);
  await chat.signInQuietly();
  await page.clock.install();
  let load = (): void => {};
  const held = new Promise<void>((resolve) => (load = resolve));
  await page.route('**/*.wasm', async (route) => {
    await held;
    await route.continue();
  });
  await page.reload({ waitUntil: 'commit' });
  await chat.composer.fill('An early draft');
  load();
  await chat.ready();
  await page.clock.fastForward('05:01');
  await isWiped(chat);
});

for (const resumed of ['visibilitychange', 'resume', 'pageshow', 'pointermove', 'keydown']) {
  test(`a tab that slept is wiped first thing when it wakes up: ${resumed}`, async ({ page, launch, upstream }) => {
    const chat = await begin(page, launch, upstream);
    const happens = () =>
      page.evaluate((name) => {
        const event = name === 'keydown' ? new KeyboardEvent(name, { key: 'x' }) : new Event(name);
        (/visibility|resume/.test(name) ? document : window).dispatchEvent(event);
        return document.body.hidden;
      }, resumed);
    // Time passes, and no timer runs.
    await page.clock.setSystemTime(Date.now() + 4 * 60_000);
    expect(await happens(), 'in time').toBe(false);
    await page.clock.setSystemTime(Date.now() + 60 * 60_000);
    expect(await happens(), 'nothing more is painted').toBe(true);
    await isWiped(chat);
  });
}
