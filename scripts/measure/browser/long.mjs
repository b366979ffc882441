// A burst of 100 KB, and conversations of a thousand and ten thousand messages.

import { setTimeout as sleep } from 'node:timers/promises';
import { ask, openMayfly, openPeer, settled } from './pages.mjs';
import { writer } from './texts.mjs';
import { median } from '../server.mjs';

/** The longest task of the page's main thread while something is done, in milliseconds; or the longest of other events. */
async function longestTask(page, work, counts = ({ name }) => name === 'RunTask') {
  const session = await page.context().newCDPSession(page);
  const events = [];
  session.on('Tracing.dataCollected', ({ value }) => events.push(...value));
  await session.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig: { includedCategories: ['disabled-by-default-devtools.timeline', 'devtools.timeline', '__metadata'] } });
  await work();
  const over = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
  await session.send('Tracing.end');
  await over;
  const mains = new Set(
    events.filter((event) => event.name === 'thread_name' && event.args.name === 'CrRendererMain').map((event) => `${event.pid} ${event.tid}`),
  );
  const tasks = events.filter((event) => event.dur && counts(event) && mains.has(`${event.pid} ${event.tid}`));
  return Math.max(0, ...tasks.map((event) => event.dur / 1000));
}

/** Rows of the table: 100 KB of mixed text that arrive at once. */
export async function burst(browser, server, upstream, peer, rounds) {
  const figures = { mayfly: { task: [], shown: [] }, peer: { task: [], shown: [] } };
  for (let round = 0; round < rounds; round += 1) {
    for (const side of ['mayfly', 'peer']) {
      const opened = side === 'peer' ? await openPeer(browser, peer) : { page: await openMayfly(browser, server) };
      const { page } = opened;
      const answer = opened.answer ?? (await ask(page, upstream));
      answer.say('Begin.\n\n');
      await settled(page);
      const text = `${writer('mixed').upTo(1e5)}\n\nThe very end.`;
      await page.evaluate(() => {
        const text = [...document.querySelectorAll('.text')].at(-1);
        const look = () => {
          if (text.lastElementChild?.textContent.includes('The very end.')) window.shownAt ??= performance.timeOrigin + performance.now();
        };
        new MutationObserver(look).observe(text, { childList: true, characterData: true, subtree: true });
      });
      let written = 0;
      const task = await longestTask(page, async () => {
        written = performance.timeOrigin + performance.now();
        answer.burst(text);
        await page.waitForFunction(() => 'shownAt' in window, null, { timeout: 60_000 });
        await sleep(200);
      });
      figures[side].task.push(task);
      figures[side].shown.push((await page.evaluate(() => window.shownAt)) - written);
      answer.finish();
      await page.context().close();
    }
  }
  const show = (name) => ['mayfly', 'peer'].map((side) => median(figures[side][name]).value.toFixed(0)).join('; ');
  return [
    { what: '100 KB in one burst: longest task, ms; Streamdown', value: show('task'), goal: '≤ 50' },
    { what: '100 KB in one burst: all in the DOM, ms; Streamdown', value: show('shown'), goal: '≤ 300' },
  ];
}

/** A row of the table: the longest slice of highlighting, for 3,000 usual lines and 100 of the longest that are highlighted. */
export async function colours(browser, server, upstream, rounds) {
  const usual = Array.from({ length: 3_000 }, (_, index) => `    let line_${index} = call(&self.field, "text ${index}", ${index}); // why`);
  const long = Array.from({ length: 100 }, () => '(1 + "a" * b) / '.repeat(62));
  const code = `\`\`\`rust\n${[...usual, ...long].join('\n')}\n\`\`\`\n\nThe very end.`;
  const slices = [];
  for (let round = 0; round < rounds; round += 1) {
    const page = await openMayfly(browser, server);
    const answer = await ask(page, upstream);
    answer.say('Begin.\n\n');
    await settled(page);
    const work = async () => {
      answer.burst(code);
      // Until nothing more is highlighted.
      const still = () => {
        const before = window.coloured;
        window.coloured = document.querySelectorAll('.code code .line span').length;
        return window.coloured > 10_000 && window.coloured === before;
      };
      await page.waitForFunction(still, null, { polling: 500, timeout: 60_000 });
    };
    slices.push(await longestTask(page, work, ({ name, args }) => name === 'FunctionCall' && /\/enrich\.mjs/.test(args.data?.url ?? '')));
    answer.finish();
    await page.context().close();
  }
  return [{ what: '3,100 lines of code: longest slice of colouring, ms', value: median(slices).value.toFixed(1), goal: '≤ 8' }];
}

/** A saved conversation of `count` messages. */
function saved(count) {
  const text = writer('mixed');
  const messages = Array.from({ length: count }, (_, index) => ({
    ...(index ? { parent: index - 1 } : {}),
    shown: true,
    message: index % 2 ? { assistant: { model: 'bench', text: text.upTo(index * 150), end: { done: 'stop' } } } : { user: { parts: [{ text: `Question ${index}` }] } },
  }));
  return JSON.stringify({ format: 'mayfly', version: 1, conversations: [{ title: { given: `${count} messages` }, messages }] });
}

async function bringBack(page, count) {
  await page.getByLabel('A saved JSON file').setInputFiles({ name: 'saved.json', mimeType: 'application/json', buffer: Buffer.from(saved(count)) });
  await page.locator(`article[aria-posinset="${count}"]`).waitFor({ timeout: 60_000 });
}

/** Rows of the table: opening long conversations, their elements, and a keystroke beside them. */
export async function conversations(browser, unbound, server, rounds) {
  const rows = [];
  const page = await openMayfly(browser, server);
  const counts = [1_000, 10_000];
  for (const count of counts) await bringBack(page, count);
  const times = Object.fromEntries(counts.map((count) => [count, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const count of counts) {
      const row = page.getByRole('button', { name: `${count} messages`, exact: true }).or(page.getByRole('link', { name: `${count} messages`, exact: true }));
      const handle = await row.first().elementHandle();
      times[count].push(
        await handle.evaluate(async (element, count) => {
          const begun = performance.now();
          element.click();
          const there = () => document.querySelector(`article[aria-posinset="${count}"][aria-setsize="${count}"] .text p`);
          while (!there()) await new Promise((resolve) => requestAnimationFrame(resolve));
          // Its frame has been painted by then.
          await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
          return performance.now() - begun;
        }, count),
      );
      await sleep(200);
      if (round === 0) {
        const elements = await page.evaluate(() => document.getElementsByTagName('*').length);
        rows.push({ what: `${count} messages: elements of the page`, value: `${elements}`, goal: '≤ 1500' });
      }
    }
  }
  for (const count of counts) rows.push({ what: `${count} messages: opened and painted, ms`, value: median(times[count]).value.toFixed(0), goal: '≤ 100' });
  await page.context().close();

  const typing = await openMayfly(unbound, server);
  await bringBack(typing, 10_000);
  await typing.evaluate(() => {
    window.keys = [];
    addEventListener('keydown', (event) => requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => window.keys.push(performance.now() - event.timeStamp);
      channel.port2.postMessage(null);
    }));
  });
  await typing.getByRole('textbox', { name: 'Your message' }).click();
  for (let index = 0; index < 25 * rounds; index += 1) {
    await typing.keyboard.press('abcdefgh '[index % 9]);
    await sleep(30);
  }
  const keys = (await typing.evaluate(() => window.keys)).sort((a, b) => a - b);
  rows.push({
    what: 'keystroke → frame with 10,000 messages, p50 / p95 ms (frames unbound)',
    value: `${keys[keys.length >> 1].toFixed(1)} / ${keys[Math.floor(keys.length * 0.95)].toFixed(1)}`,
    goal: '≤ 4 / ≤ 8',
  });
  await typing.context().close();
  return rows;
}
