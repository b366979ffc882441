import { clean } from '../fixtures/axe.ts';
import { type Chat, expect, test } from '../fixtures/test.ts';

for (const scheme of ['light', 'dark'] as const) {
  test.describe(`in the ${scheme} theme`, () => {
    test.use({ colorScheme: scheme });

    test('axe finds nothing on the landing page', async ({ page, demo }) => {
      await page.goto(demo.url);
      await clean(page);
    });

    test('axe finds nothing on the demo provider’s page', async ({ page, demo }) => {
      await page.goto(demo.url);
      await page.getByRole('link', { name: /^Sign in with/ }).click();
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await clean(page);
    });

    test('axe finds nothing on the plain pages with one message', async ({ page, demo, guard }) => {
      guard.allowStatus(404);
      guard.allowStatus(403);
      await page.goto(`${demo.url}/nowhere`);
      await clean(page);
      await page.goto(`${demo.url}/login/error?reason=not_allowed`);
      await clean(page);
    });

    test('axe finds nothing in the chat: empty, waiting, streaming, done, stopped, failed', async ({ chat, upstream }) => {
      await clean(chat.page);
      await chat.ask('Show me something');
      const exchange = await upstream.next();
      await clean(chat.page);
      exchange.think('A thought.');
      exchange.say('# A heading\n\nSome *words*, `code`, and a [link](https://example.org/).\n\n');
      exchange.say('| a | b |\n|---|---|\n| 1 | 2 |\n\n```rust\nfn main() {}\n```\n\n- [ ] an item\n\n$x^2$');
      await expect(chat.text).toContainText('Some words');
      await clean(chat.page);
      exchange.finish();
      await chat.answered();
      await clean(chat.page);
      await stopped(chat, () => upstream.next().then((next) => next.say('Part')));
      await clean(chat.page);
      await chat.ask('And now?');
      (await upstream.next()).refuse(500);
      await expect(chat.answer.getByRole('button', { name: 'Retry' })).toBeVisible();
      await clean(chat.page);
    });

    test('axe finds nothing in menus and panels', async ({ demoChat: { page } }) => {
      await page.getByRole('button', { name: 'What leaves this tab' }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
      await clean(page);
      await page.keyboard.press('Escape');
      await page.locator('[popovertarget="account"]').click();
      await expect(page.getByRole('menuitem', { name: 'Sign out' })).toBeVisible();
      await clean(page);
    });
  });
}

test('screen readers hear boundaries, never tokens', async ({ chat, upstream }) => {
  const status = chat.page.getByRole('status');
  await chat.ask('Speak');
  const exchange = await upstream.next();
  exchange.say('One two three');
  await expect(chat.text).toHaveText('One two three');
  await expect(status.filter({ hasText: /answering/i })).toHaveCount(1);
  await expect(status.filter({ hasText: 'One two' })).toHaveCount(0);
  exchange.finish();
  await expect(status.filter({ hasText: /complete, 3 words/i })).toHaveCount(1);
  expect(await chat.answer.evaluate((element) => element.closest('[aria-live], [role=log], [role=status]'))).toBeNull();
});

async function stopped(chat: Chat, say: () => Promise<unknown>): Promise<void> {
  await chat.ask('Once more');
  await say();
  await expect(chat.text).toHaveText('Part');
  await chat.stop.click();
  await expect(chat.stop).toBeHidden();
}
