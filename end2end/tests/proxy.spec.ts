import type { Page } from '@playwright/test';
import { DEFAULT_BUFFERING, DOCUMENTED, Nginx, WITHOUT_HOST } from '../fixtures/nginx.ts';
import { eventually } from '../fixtures/process.ts';
import { Chat, expect, leaving, model, test } from '../fixtures/test.ts';
import type { Upstream } from '../fixtures/upstream.ts';

test('through nginx with its default buffering, tokens are live and a stop arrives', async ({
  page,
  launch,
  upstream,
}) => {
  const url = await Nginx.address();
  const mayfly = await launch.mayfly({ publicUrl: url, config: model(upstream.url) });
  await launch.nginx(url, mayfly.port, { lines: DEFAULT_BUFFERING });
  await wholeRun(page, new Chat(page, mayfly), upstream);
});

test('through nginx with the documented lines, bodies of several MB pass and none is written to disk', async ({
  page,
  launch,
  upstream,
}) => {
  const url = await Nginx.address();
  const mayfly = await launch.mayfly({ publicUrl: url, config: { ...model(upstream.url), LIMITS__MESSAGE_BYTES: '8 MiB' } });
  const nginx = await launch.nginx(url, mayfly.port, { lines: DOCUMENTED });
  const chat = new Chat(page, mayfly);
  await wholeRun(page, chat, upstream);

  const long = 'A long message. '.repeat(200_000);
  await chat.composer.fill(long);
  await chat.composer.press('Enter');
  const exchange = await upstream.next(15_000);
  expect(exchange.question.length).toBe(long.length);
  exchange.answer('Received.');
  await chat.answered();
  expect(nginx.log).not.toContain('buffered to a temporary file');
});

test('through nginx with TLS, the cookies are the real ones', async ({ launch, upstream, profile }) => {
  const url = await Nginx.address(true);
  const provider = await launch.provider(url);
  const mayfly = await launch.mayfly({ publicUrl: url, config: { ...model(upstream.url), ...provider.config() } });
  await launch.nginx(url, mayfly.port, { lines: DOCUMENTED, tls: true });
  const context = await profile({ ignoreHTTPSErrors: true });
  const page = await context.newPage();
  const chat = new Chat(page, mayfly);
  await chat.open();
  await page.getByRole('link', { name: /^Sign in with/ }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('secure-person');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await chat.ready();

  const ours = (await context.cookies(url)).filter((cookie) => /session/.test(cookie.name) && cookie.name.startsWith('__Host-'));
  expect(ours).toEqual([
    expect.objectContaining({ secure: true, httpOnly: true, sameSite: 'Lax', path: '/', domain: '127.0.0.1' }),
  ]);
  await converse(chat, upstream);
  await chat.signOut();
  await page.getByRole('button', { name: 'Yes' }).click();
  await expect(page.getByRole('link', { name: /^Sign in with/ })).toBeVisible();
  // Nothing of the session is left, but the mark that keeps an automatic sign-in from undoing this.
  const left = (await context.cookies(url)).filter((cookie) => cookie.name.startsWith('__Host-'));
  expect(left.map(({ name, value }) => [name, value])).toEqual([['__Host-mayfly-signed-out', '1']]);
});

test('without the Host line, the 421 names the line that is missing', async ({ page, launch, guard }) => {
  guard.allowStatus(421);
  const url = await Nginx.address();
  const mayfly = await launch.mayfly({ publicUrl: url });
  await launch.nginx(url, mayfly.port, { lines: WITHOUT_HOST });
  const response = await page.goto(url);
  expect(response?.status()).toBe(421);
  await expect(page.getByText('proxy_set_header Host')).toBeVisible();
});

test('a proxy that refuses a large body is understood, and the message is not lost', async ({
  page,
  launch,
  upstream,
  guard,
}) => {
  guard.allowStatus(413);
  const url = await Nginx.address();
  const mayfly = await launch.mayfly({ publicUrl: url, config: { ...model(upstream.url), LIMITS__MESSAGE_BYTES: '8 MiB' } });
  await launch.nginx(url, mayfly.port, { lines: DEFAULT_BUFFERING });
  const chat = new Chat(page, mayfly);
  await chat.signIn();
  await chat.ask('A long message. '.repeat(100_000));
  await expect(chat.answer.getByRole('heading', { level: 2 }).first()).toHaveText('No answer yet');
  await expect(chat.answer).toContainText('413');
  await expect(chat.questions).toContainText('A long message.');
});

async function wholeRun(page: Page, chat: Chat, upstream: Upstream): Promise<void> {
  leaving(page, 'leave');
  await chat.signIn();
  await converse(chat, upstream);
  await page.reload();
  await chat.ready();
  await chat.isEmpty();
}

/** Checks that a token is live, that a stop arrives, and that a second turn contains the first. */
async function converse(chat: Chat, upstream: Upstream): Promise<void> {
  await chat.ask('The first');
  const first = await upstream.next();
  first.say('Live');
  await expect(chat.text).toHaveText('Live');
  expect(first.isClosed).toBe(false);
  await chat.stop.click();
  await eventually('the connection to the model is closed', () => first.isClosed, 2_000);

  await chat.ask('The second');
  const second = await upstream.next();
  expect(second.body.messages.length).toBeGreaterThan(1);
  second.say('Live').say(' again');
  await expect(chat.text).toHaveText('Live again');
  second.finish();
  await chat.answered();
}
