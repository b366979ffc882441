import { Chat, expect, model, test } from '../fixtures/test.ts';
import { Nginx, DOCUMENTED } from '../fixtures/nginx.ts';
import type { Exchange } from '../fixtures/upstream.ts';
import { heartbeats, never, roundTrip } from '../fixtures/waiting.ts';

const WAITS = /four answers are being written in this browser/i;

/** Asks three questions in three conversations of a tab, without waiting for answers. */
async function askThree(chat: Chat, tab: string): Promise<void> {
  for (let index = 1; index <= 3; index += 1) {
    if (index > 1) await chat.page.getByRole('button', { name: /^New chat/ }).first().click();
    await chat.ask(`${tab} ${index}`);
    await expect(chat.questions).toHaveText([new RegExp(`${tab} ${index}`)]);
  }
}

async function finish(exchange: Exchange): Promise<void> {
  exchange.answer(`Answer to ${exchange.question}`);
}

async function unmixed(chat: Chat, tab: string): Promise<void> {
  for (let index = 1; index <= 3; index += 1) {
    await chat.sidebar.getByRole('button', { name: new RegExp(`${tab} ${index}`) }).click();
    await chat.answered();
    await expect(chat.text).toHaveText(`Answer to ${tab} ${index}`);
  }
}

test('over HTTP/1.1 four answers of a browser are written at once; the others say that they wait', { tag: '@main' }, async ({ chat, upstream }) => {
  const other = new Chat(await chat.page.context().newPage(), chat.mayfly);
  await other.open();
  await other.ready();
  await askThree(chat, 'left');
  const running = [await upstream.next(), await upstream.next(), await upstream.next()];
  await askThree(other, 'right');
  running.push(await upstream.next());
  await expect(other.answer).toContainText(WAITS);
  await expect(other.sidebar.getByText('waiting')).toHaveCount(2);
  await expect(other.page.getByRole('status').filter({ hasText: 'Waiting for a free place' })).toHaveCount(1);
  await never(other.page, 'a fifth begins', () => upstream.requests.length > 4, { until: () => roundTrip(other.page) });

  // As one ends, the next begins.
  for (const begun of [5, 6]) {
    await finish(running.shift()!);
    running.push(await upstream.next());
    expect(upstream.requests).toHaveLength(begun);
  }
  await expect(other.sidebar.getByText('waiting')).toHaveCount(0);
  for (const exchange of running) await finish(exchange);
  await unmixed(chat, 'left');
  await unmixed(other, 'right');
});

test('a waiting answer can be stopped, and a tab that is gone lets go of its places', async ({ chat, upstream }) => {
  const other = new Chat(await chat.page.context().newPage(), chat.mayfly);
  await other.open();
  await other.ready();
  await askThree(other, 'left');
  for (let count = 0; count < 3; count += 1) await upstream.next();
  await askThree(chat, 'right');
  await upstream.next();
  await expect(chat.answer).toContainText(WAITS);
  await chat.stop.click();
  await expect(chat.stop).toBeHidden();
  await expect(chat.answer).not.toContainText(WAITS);
  expect(upstream.requests).toHaveLength(4);
  await chat.sidebar.getByRole('button', { name: /right 2/ }).click();
  await expect(chat.answer).toContainText(WAITS);
  await other.page.close();
  const next = await upstream.next();
  expect(next.question).toBe('right 2');
  await finish(next);
  await chat.answered();
});

test('a tab that crashes lets go of its places, and of its answers', async ({ chat, upstream }) => {
  const other = new Chat(await chat.page.context().newPage(), chat.mayfly);
  await other.open();
  await other.ready();
  await askThree(other, 'left');
  const left = [await upstream.next(), await upstream.next(), await upstream.next()];
  await askThree(chat, 'right');
  const first = await upstream.next();
  await chat.sidebar.getByRole('button', { name: /right 2/ }).click();
  await expect(chat.answer).toContainText(WAITS);
  expect(upstream.requests).toHaveLength(4);

  // Its process ends at once: the page can't release anything itself.
  const crashed = other.page.waitForEvent('crash');
  const devtools = await other.page.context().newCDPSession(other.page);
  devtools.send('Page.crash').catch(() => {});
  await crashed;
  const next = [await upstream.next(), await upstream.next()];
  expect(next.map((exchange) => exchange.question).sort()).toEqual(['right 2', 'right 3']);
  for (const exchange of left) await exchange.closed;
  for (const exchange of [first, ...next]) await finish(exchange);
  await unmixed(chat, 'right');
});

test('a waiting answer is not taken for a lost connection', async ({ page, launch, scripted, upstream }) => {
  const server = await launch.mayfly({ config: { ...model(scripted.url), TIMEOUTS__HEARTBEAT: '1s' } });
  const chat = new Chat(page, server);
  await chat.signIn();
  const beats = await heartbeats(page);
  for (let index = 0; index < 4; index += 1) {
    await chat.ask(`Holds ${index}`);
    (await upstream.next()).say('x');
    await page.getByRole('button', { name: /^New chat/ }).first().click();
  }
  await chat.ask('Waits');
  await expect(chat.answer).toContainText(WAITS);
  // Two missed heartbeats mean a lost connection. The other answers get theirs.
  const waits = async () => WAITS.test(await chat.answer.innerText());
  await never(page, 'it waits no more', async () => !(await waits()), { until: () => beats(5) });
  // Otherwise it would be sent when the test's servers end.
  await page.close();
});

test('over HTTP/2 all six are written at once', async ({ profile, launch, scripted, upstream }) => {
  const url = await Nginx.address(true);
  const server = await launch.mayfly({ config: model(scripted.url), publicUrl: url });
  const proxy = await launch.nginx(url, server.port, { lines: DOCUMENTED, tls: true, http2: true });
  const context = await profile({ ignoreHTTPSErrors: true });
  const tabs = [];
  for (const tab of ['left', 'right']) {
    const chat = new Chat(await context.newPage(), server);
    if (tab === 'left') await chat.signIn();
    else {
      await chat.open();
      await chat.ready();
    }
    tabs.push(chat);
    await askThree(chat, tab);
  }
  const exchanges = [];
  for (let count = 0; count < 6; count += 1) exchanges.push(await upstream.next());
  await expect(tabs[1]!.sidebar.getByText('waiting')).toHaveCount(0);
  for (const exchange of exchanges) await finish(exchange);
  await unmixed(tabs[0]!, 'left');
  await unmixed(tabs[1]!, 'right');
  expect(proxy.log).not.toContain('[error]');
});
