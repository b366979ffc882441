// What the page shows when a model is silent, a connection is lost or a tab slept.

import { randomBytes } from 'node:crypto';
import { Chat, expect, leaving, model, test } from '../fixtures/test.ts';
import { eventually, freePort } from '../fixtures/process.ts';
import { never, roundTrip } from '../fixtures/waiting.ts';
import type { Mayfly } from '../fixtures/mayfly.ts';

const heading = (chat: Chat) => chat.answer.getByRole('heading', { level: 2 }).first();

test('a model that stays silent is waited for in words, given up, and asked again after a countdown', async ({
  page,
  launch,
  upstream,
}) => {
  const config = { ...model(upstream.url), TIMEOUTS__FIRST_TOKEN: '2s', TIMEOUTS__CONNECT: '1s', TIMEOUTS__HEARTBEAT: '1s' };
  const chat = new Chat(page, await launch.mayfly({ config }));
  await chat.signInQuietly();
  await chat.ask('Anybody?');
  const silent = await upstream.next();
  await expect(chat.answer).toContainText('Waiting for the model…');
  await expect(chat.answer).toContainText('did not begin to answer within 2 s');
  await expect(chat.answer).toContainText(/goes out again in 0:0[0-3]/);
  await eventually('the connection to the model is closed', () => silent.isClosed, 1_000);
  const again = await upstream.next();
  expect(again.question).toBe('Anybody?');
  again.answer('Here.');
  await chat.answered();
  await expect(chat.text).toHaveText('Here.');
  await expect(chat.questions).toHaveCount(1);
});

test('a countdown can be cancelled, and then only a click sends again', async ({ page, server, upstream }) => {
  await page.clock.install();
  const chat = new Chat(page, server);
  await chat.signInQuietly();
  await chat.ask('Now?');
  (await upstream.next()).refuse(503, { 'Retry-After': '2' });
  await expect(chat.answer).toContainText(/goes out again in 0:0[12]/);
  await chat.answer.getByRole('button', { name: 'Cancel' }).click();
  await expect(chat.answer).not.toContainText('goes out again');
  const until = async () => {
    await page.clock.fastForward('01:00:00');
    await roundTrip(page);
  };
  await never(page, 'it goes out again', () => upstream.requests.length > 1, { until });
  await chat.answer.getByRole('button', { name: 'Retry' }).click();
  (await upstream.next()).answer('Now.');
  await chat.answered();
});

test('silence in the middle keeps what came, and nothing is sent again unasked', async ({ page, launch, upstream }) => {
  const config = { ...model(upstream.url), TIMEOUTS__IDLE: '2s', TIMEOUTS__HEARTBEAT: '1s' };
  const chat = new Chat(page, await launch.mayfly({ config }));
  await chat.signInQuietly();
  await chat.ask('Count.');
  (await upstream.next()).say('One, two,');
  await expect(heading(chat)).toHaveText('Answer, interrupted');
  await expect(chat.text).toHaveText('One, two,');
  await expect(chat.answer).toContainText('fell silent for 2 s');
  await expect(chat.answer).not.toContainText('goes out again');
  await expect(chat.answer.getByRole('button', { name: 'Continue' })).toBeVisible();
  await expect(chat.answer.getByRole('button', { name: 'Retry' })).toBeVisible();
  expect(upstream.requests).toHaveLength(1);
});

test('a server that dies in mid-answer is a lost connection, and Continue goes on once it is back', async ({
  page,
  launch,
  upstream,
  guard,
}) => {
  guard.allowNetwork('ERR_INCOMPLETE_CHUNKED_ENCODING');
  guard.allowNetwork('ERR_CONNECTION_RESET');
  const { chat, first, config, port } = await begun(page, launch, upstream.url);
  await chat.ask('Count.');
  (await upstream.next()).say('One, two,');
  await expect(chat.text).toHaveText('One, two,');
  await first.stop('SIGKILL');
  await expect(heading(chat)).toHaveText('Answer, interrupted');
  await expect(chat.answer).toContainText('connection');
  await expect(chat.text).toHaveText('One, two,');
  await launch.mayfly({ config, port });
  await goesOn(chat, upstream);
});

test('a server that restarts in mid-answer says so, and Continue goes on once it is back', async ({
  page,
  launch,
  upstream,
}) => {
  const { chat, first, config, port } = await begun(page, launch, upstream.url);
  await chat.ask('Count.');
  (await upstream.next()).say('One, two,');
  await expect(chat.text).toHaveText('One, two,');
  await first.stop('SIGTERM');
  await expect(heading(chat)).toHaveText('Answer, interrupted');
  await expect(chat.answer).toContainText('The server is restarting');
  await expect(chat.text).toHaveText('One, two,');
  await launch.mayfly({ config, port });
  await goesOn(chat, upstream);
});

test('offline is said, and what is sent then goes out when the network is back', async ({ chat, upstream, guard }) => {
  guard.allowNetwork('ERR_INTERNET_DISCONNECTED');
  await chat.page.context().setOffline(true);
  await expect(chat.page.getByText('You are offline.')).toBeVisible();
  await chat.ask('Later, then?');
  await expect(chat.answer).toContainText('Waiting for the network…');
  expect(upstream.requests).toHaveLength(0);
  await chat.page.context().setOffline(false);
  const exchange = await upstream.next();
  expect(exchange.question).toBe('Later, then?');
  await expect(chat.page.getByText('You are offline.')).toBeHidden();
  exchange.answer('Now.');
  await chat.answered();
  await expect(chat.questions).toHaveCount(1);
});

test('a tab that slept shows what came, and that it is not all', async ({ page, launch, upstream }) => {
  const wire = await launch.tap();
  const server = await launch.mayfly({ config: model(upstream.url), publicUrl: wire.url });
  wire.port = server.port;
  const chat = new Chat(page, server);
  await chat.signInQuietly();
  await chat.ask('Count.');
  const exchange = await upstream.next();
  exchange.say('One, two,');
  await expect(chat.text).toHaveText('One, two,');
  const session = await chat.page.context().newCDPSession(chat.page);
  await session.send('Page.setWebLifecycleState', { state: 'frozen' });
  exchange.say(' three,');
  await eventually('the server has sent it', () => wire.passed.includes(' three,'));
  exchange.reset();
  await eventually('the server has sent that the model is gone', () => wire.passed.includes('event: error'));
  await session.send('Page.setWebLifecycleState', { state: 'active' });
  await expect(chat.text).toHaveText('One, two, three,');
  await expect(heading(chat)).toHaveText('Answer, interrupted');
  await expect(chat.answer.getByRole('button', { name: 'Continue' })).toBeVisible();
});

/** A server that can be restarted: its port and its keys are fixed. */
async function begun(
  page: import('@playwright/test').Page,
  launch: { mayfly(options: object): Promise<Mayfly> },
  url: string,
) {
  leaving(page, 'leave');
  const port = await freePort();
  const config = {
    ...model(url),
    SESSION__KEYS: randomBytes(64).toString('base64'),
    TIMEOUTS__GRACE: '500ms',
  };
  const first = await launch.mayfly({ config, port });
  const chat = new Chat(page, first);
  await chat.signInQuietly();
  return { chat, first, config, port };
}

async function goesOn(chat: Chat, upstream: import('../fixtures/upstream.ts').Upstream): Promise<void> {
  await chat.answer.getByRole('button', { name: 'Continue' }).click();
  const second = await upstream.next();
  expect(JSON.stringify(second.body.messages)).toContain('One, two,');
  second.answer(' three.');
  await chat.answered();
  await expect(chat.text).toHaveText('One, two, three.');
  await expect(chat.answers).toHaveCount(1);
}
