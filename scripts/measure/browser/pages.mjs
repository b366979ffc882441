// Opens Mayfly and the peer in one Chromium.

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';

const require = createRequire(new URL('../../../end2end/package.json', import.meta.url));
const { chromium } = require('@playwright/test');

/** Starts Chromium. `unbound`: it paints as soon as there is something to show, not sixty times a second. */
export function startBrowser({ unbound = false } = {}) {
  const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser'].find(existsSync);
  const args = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
  if (process.getuid?.() === 0) args.push('--no-sandbox');
  if (unbound) args.push('--disable-frame-rate-limit', '--disable-gpu-vsync');
  return chromium.launch({ args, ...(executablePath ? { executablePath } : {}) });
}

let people = 0;

/** A page of Mayfly, signed in. */
export async function openMayfly(browser, server) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.goto(server.url);
  await page.getByRole('link', { name: /^Sign in with/ }).first().click();
  await page.getByRole('textbox', { name: 'Or anybody else, by name' }).fill(`Bench ${(people += 1)}`);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.locator('form.composer[data-live]').waitFor();
  return page;
}

/** Asks, and returns the writer of the answer. */
export async function ask(page, upstream) {
  const composer = page.getByRole('textbox', { name: 'Your message' });
  await composer.fill('Go on.');
  await composer.press('Enter');
  return upstream.next();
}

/** A page of the peer, or the bare one, with the writer of its text. */
export async function openPeer(browser, peer, path = '') {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.goto(peer.url + path);
  await page.waitForFunction(() => 'begin' in window);
  const next = peer.next();
  await page.evaluate(() => void window.begin());
  return { page, answer: await next };
}

/** The number of characters in the last answer as shown. */
const length = () => [...document.querySelectorAll('.text')].at(-1)?.textContent.length ?? 0;

/** Waits until the text has stopped growing; false if that takes longer than `within` milliseconds. */
export async function settled(page, within = 60_000) {
  const until = performance.now() + within;
  let before = -1;
  let still = 0;
  while (performance.now() < until) {
    const now = await Promise.race([page.evaluate(length), sleep(within).then(() => null)]);
    if (now === null) return false;
    still = now === before && now > 0 ? still + 1 : 0;
    if (still >= 2) return true;
    before = now;
    await sleep(60);
  }
  return false;
}

/** Counters of the main thread in milliseconds, since the page was loaded. */
export async function counters(session) {
  const { metrics } = await session.send('Performance.getMetrics');
  const value = (name) => metrics.find((metric) => metric.name === name).value * 1000;
  return { script: value('ScriptDuration'), style: value('RecalcStyleDuration'), layout: value('LayoutDuration'), task: value('TaskDuration') };
}

/** Counts in the page how often the text was changed: once for each flush. */
export function countFlushes(page) {
  return page.evaluate(() => {
    window.flushes = 0;
    const all = [...document.querySelectorAll('.text')];
    new MutationObserver(() => (window.flushes += 1)).observe(all.at(-1), { childList: true, characterData: true, subtree: true });
  });
}
