import { request as httpRequest } from 'node:http';
import { Chat, expect, model, test } from '../fixtures/test.ts';

test('signs in through the demo provider, and the composer has the focus', { tag: '@main' }, async ({ page, demo }) => {
  const chat = new Chat(page, demo);
  await chat.open();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.getByText('Demo', { exact: true })).toBeVisible();
  await page.getByRole('link', { name: /^Sign in with/ }).click();
  await page.getByRole('button', { name: /Demo editor/ }).click();
  await chat.ready();
  await expect(chat.composer).toBeFocused();
  await expect(page.getByText('Demo editor').or(page.getByText('demo.editor@example.org')).first()).toBeVisible();
  expect(new URL(page.url()).pathname).toBe('/');
  expect(new URL(page.url()).search).toBe('');
});

test('signs in through a certified provider, and out of it again', async ({ page, launch, upstream, guard }) => {
  const { freePort } = await import('../fixtures/process.ts');
  const port = await freePort();
  const provider = await launch.provider(`http://127.0.0.1:${port}`);
  const mayfly = await launch.mayfly({ port, config: { ...model(upstream.url), ...provider.config() } });
  const chat = new Chat(page, mayfly);
  await chat.open();
  await expect(page.getByText('Demo', { exact: true })).toHaveCount(0);
  await page.getByRole('link', { name: 'Sign in with the certified provider' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('certified-person');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await chat.ready();
  await expect(chat.composer).toBeFocused();
  await expect(page.getByText(/certified-person/).first()).toBeVisible();

  await chat.ask('Who am I?');
  (await upstream.next()).answer('Somebody who signed in.');
  await chat.answered();

  await chat.signOut();
  await page.getByRole('button', { name: 'Yes' }).click();
  await expect(page.getByRole('link', { name: /^Sign in with/ })).toBeVisible();
  expect(page.url()).toBe(`${mayfly.url}/`);
  expect(guard.complaints()).toEqual([]);
});

test('signs in without any script', async ({ demo, profile }) => {
  const context = await profile({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(demo.url);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.getByRole('link', { name: /^Sign in with/ }).click();
  await page.getByRole('button', { name: /Demo user/ }).click();
  await expect(page.getByRole('textbox', { name: 'Your message' })).toBeVisible();
});

test('signing out forgets, ends the session, and tells the other tabs', { tag: '@main' }, async ({ chat, upstream }) => {
  await chat.ask('Something to forget');
  (await upstream.next()).answer('Forgettable.');
  await chat.answered();
  const other = new Chat(await chat.page.context().newPage(), chat.mayfly);
  await other.open();
  await other.ready();

  await chat.signOut();
  for (const page of [chat.page, other.page]) {
    await expect(page.getByRole('link', { name: /^Sign in with/ })).toBeVisible();
    await expect(page.getByText('Forgettable.')).toHaveCount(0);
  }
  expect(await sessionCookies(chat)).toEqual([]);
  await chat.page.goBack().catch(() => null);
  await expect(chat.page.getByText('Forgettable.')).toHaveCount(0);
});

test('declining leads to a page that says so, with a way back', async ({ page, demo, guard }) => {
  guard.allowStatus(403);
  await page.goto(demo.url);
  await page.getByRole('link', { name: /^Sign in with/ }).click();
  await page.getByRole('button', { name: 'Don’t sign in' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('You did not sign in');
  await page.getByRole('link', { name: 'To the start page' }).click();
  await expect(page.getByRole('link', { name: /^Sign in with/ })).toBeVisible();
});

test('a person who is not allowed is told so, and may switch accounts', async ({ page, launch, guard }) => {
  guard.allowStatus(403);
  const { freePort } = await import('../fixtures/process.ts');
  const port = await freePort();
  const provider = await launch.provider(`http://127.0.0.1:${port}`);
  const config = { ...provider.config(), PROVIDERS__CERTIFIED__ALLOW__EMAIL_DOMAINS: 'example.com' };
  const mayfly = await launch.mayfly({ port, config });
  await page.goto(mayfly.url);
  await page.getByRole('link', { name: /^Sign in with/ }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('stranger');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('This account may not use this chat');
  await expect(page.getByRole('link', { name: 'Switch account' })).toBeVisible();
  expect(await page.context().cookies(mayfly.url)).toEqual(
    expect.not.arrayContaining([expect.objectContaining({ name: expect.stringMatching(/mayfly-session/) })]),
  );
});

test('every loopback name leads to a working sign-in', async ({ server, profile }) => {
  for (const host of ['localhost', '127.0.0.1']) {
    const page = await (await profile()).newPage();
    await page.goto(`http://${host}:${server.port}/`);
    expect(page.url(), 'one canonical origin').toBe(`${server.url}/`);
    await page.getByRole('link', { name: /^Sign in with/ }).click();
    const chat = new Chat(page, server);
    await chat.chooseDemoPerson(`Through ${host}`);
    await chat.ready();
  }
});

test('a foreign Host is answered 421', async ({ server }) => {
  const answer = await new Promise<{ status?: number; body: string }>((resolve, reject) => {
    const request = httpRequest(server.url, { headers: { host: 'rebound.example' } }, (response) => {
      let body = '';
      response.on('data', (data) => (body += data)).on('end', () => resolve({ status: response.statusCode, body }));
    });
    request.on('error', reject).end();
  });
  expect(answer.status).toBe(421);
  expect(answer.body).toContain('Host');
});

test('a session that ends keeps the conversation, and the waiting message goes out after a new sign-in', async ({
  chat,
  upstream,
  guard,
}) => {
  guard.allowStatus(401);
  const name = 'Somebody who was away';
  await chat.page.context().clearCookies();
  await chat.signIn(name);
  await chat.ask('Before');
  (await upstream.next()).answer('Answered before.');
  await chat.answered();

  await chat.page.context().clearCookies();
  await chat.ask('After');
  const again = chat.page.getByRole('button', { name: 'Sign in again' });
  await expect(again).toBeVisible();
  await expect(chat.answers.first().locator('.text')).toHaveText('Answered before.');
  const popup = chat.page.waitForEvent('popup');
  await again.click();
  await chat.chooseDemoPerson(name, await popup);
  const waiting = await upstream.next();
  expect(waiting.question).toBe('After');
  waiting.answer('Answered after.');
  await chat.answered();
  await expect(chat.text).toHaveText('Answered after.');
});

for (const store of ['cookie', 'memory']) {
  test(`with the ${store} store, a cookie taken before the sign-out is refused after it`, async ({
    page,
    launch,
    upstream,
  }) => {
    const mayfly = await launch.mayfly({ config: { ...model(upstream.url), SESSION__STORE: store } });
    const chat = new Chat(page, mayfly);
    await chat.signIn();
    const stolen = (await page.context().cookies(mayfly.url)).filter((cookie) => cookie.name === 'mayfly-session');
    expect(stolen).toHaveLength(1);
    const cookie = `mayfly-session=${stolen[0]!.value}`;
    const ask = () =>
      fetch(`${mayfly.url}/api/session`, {
        method: 'POST',
        headers: { cookie, origin: mayfly.url, 'x-mayfly': '1', 'content-type': 'application/json' },
        body: '{}',
      }).then((answer) => answer.json());
    expect(await ask()).toMatchObject({ person: { issuer: expect.any(String) } });
    await chat.signOut();
    await expect(page.getByRole('link', { name: /^Sign in with/ })).toBeVisible();
    expect(await ask()).toEqual({ person: null });
  });
}

async function sessionCookies(chat: Chat): Promise<string[]> {
  const cookies = await chat.page.context().cookies(chat.mayfly.url);
  return cookies.filter((cookie) => /session/.test(cookie.name)).map((cookie) => cookie.name);
}
