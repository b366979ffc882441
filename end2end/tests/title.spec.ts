// The title of the browser's tab: the configured name, and nothing else.

import { Chat, expect, model, test } from '../fixtures/test.ts';

/** With characters that HTML escapes. */
const NAME = 'Ärzte & <b>"Kranke"</b> ’s chat';

/** The title's text in the HTML document. */
async function written(url: string): Promise<string> {
  const html = await (await fetch(url, { headers: { accept: 'text/html' } })).text();
  const titles = [...html.matchAll(/<title>([^]*?)<\/title>/g)].map(([, text]) => text!);
  expect(titles, html).toHaveLength(1);
  return titles[0]!;
}

test('the document carries the title and nothing beside it, on every page', async ({ demo }) => {
  for (const path of ['/', '/nowhere', '/login/error?reason=denied', '/login/error?reason=not_allowed']) {
    expect(await written(`${demo.url}${path}`), path).toBe('Mayfly');
  }
  const provider = await fetch(`${demo.url}/login/demo`);
  expect(provider.url).not.toContain(demo.url);
  expect(await written(provider.url)).toBe('Demo identity provider');
});

test('the tab shows the configured name on every page, also once it is live', async ({ page, launch, scripted, upstream, guard }) => {
  for (const status of [403, 404]) guard.allowStatus(status);
  const server = await launch.mayfly({ config: { ...model(scripted.url), TITLE: NAME } });
  expect(await written(`${server.url}/`)).toBe('Ärzte &amp; &lt;b&gt;"Kranke"&lt;/b&gt; ’s chat');
  for (const path of ['/', '/nowhere', '/login/error?reason=denied']) {
    await page.goto(`${server.url}${path}`);
    expect(await page.evaluate(() => document.title), path).toBe(NAME);
  }
  const chat = new Chat(page, server);
  await chat.signIn();
  expect(await page.evaluate(() => document.title)).toBe(NAME);
  await chat.ask('A question');
  (await upstream.next()).answer('An answer');
  await chat.answered();
  expect(await page.evaluate(() => document.title)).toBe(NAME);
  expect(await page.content()).toContain('<title>Ärzte &amp; &lt;b&gt;"Kranke"&lt;/b&gt; ’s chat</title>');
});
