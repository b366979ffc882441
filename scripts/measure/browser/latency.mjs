// The time from a token's write at the model server until it is in the page.

import { setTimeout as sleep } from 'node:timers/promises';
import { ask, openMayfly, openPeer } from './pages.mjs';
import { median } from '../server.mjs';

const TOKENS = 200;

/** Records in the page when each numbered token first appeared. */
const note = () => {
  window.seen = {};
  let next = 0;
  const text = [...document.querySelectorAll('.text')].at(-1);
  const look = () => {
    const now = performance.timeOrigin + performance.now();
    const shown = text.textContent;
    while (shown.includes(`t${next}.`)) window.seen[next++] = now;
  };
  new MutationObserver(look).observe(text, { childList: true, characterData: true, subtree: true });
};

async function measure(page, answer) {
  answer.say('Go: ');
  await page.waitForFunction(() => [...document.querySelectorAll('.text')].at(-1)?.textContent.includes('Go:'));
  await page.evaluate(note);
  const written = [];
  for (let index = 0; index < TOKENS; index += 1) {
    written.push(performance.timeOrigin + performance.now());
    answer.say(`t${index}. `);
    // Out of step with the frames.
    await sleep(4 + ((index * 7) % 11));
  }
  await sleep(300);
  const seen = await page.evaluate(() => window.seen);
  const late = written.map((at, index) => seen[index] - at).filter((one) => !Number.isNaN(one)).sort((a, b) => a - b);
  return { p50: late[late.length >> 1], p95: late[Math.floor(late.length * 0.95)] };
}

/** Rows of the table: the median round's p50 and p95. */
export async function latency(browser, server, upstream, peer, rounds) {
  const figures = { mayfly: [], peer: [] };
  for (let round = 0; round < rounds; round += 1) {
    const page = await openMayfly(browser, server);
    const answer = await ask(page, upstream);
    figures.mayfly.push(await measure(page, answer));
    answer.finish();
    await page.context().close();
    const other = await openPeer(browser, peer);
    figures.peer.push(await measure(other.page, other.answer));
    other.answer.finish();
    await other.page.context().close();
  }
  const show = (side) => ['p50', 'p95'].map((name) => median(figures[side].map((one) => one[name])).value.toFixed(1)).join(' / ');
  return [{ what: 'token written by the server → in the DOM, p50 / p95 ms; Streamdown', value: `${show('mayfly')}; ${show('peer')}`, goal: '≤ 12 / ≤ 20' }];
}
