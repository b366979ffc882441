// Pictures of every page and state, for people to look at: `make shots` puts them into shots/.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { ROOT } from '../fixtures/mayfly.ts';
import { Chat, expect, test } from '../fixtures/test.ts';
import type { Upstream } from '../fixtures/upstream.ts';
import { still } from '../fixtures/waiting.ts';

const FOLDER = join(ROOT, 'shots');
const SIZES = [
  { name: '1440', viewport: { width: 1440, height: 900 }, hasTouch: false },
  { name: '390', viewport: { width: 390, height: 844 }, hasTouch: true },
];

const QUESTION = 'How does an incremental Markdown parser know that a block is closed? Keep it short, with one example in Rust.';
const ANSWER = `# When a block is closed

A top-level block is closed when nothing that can still come may change it. For a **paragraph** that is a blank line, for a fence its closing marker, for a list a line that neither belongs to an item nor begins one.

| block | closed by | cost |
|---|---|---:|
| paragraph | blank line | 1 |
| fence | closing marker | 1 |
| list | another block | 2 |

\`\`\`rust
/// Whether the block can still change.
fn is_closed(block: &Block, next: &str) -> bool {
    match block.kind {
        Kind::Paragraph => next.trim().is_empty(),
        Kind::Fence { marker } => next.starts_with(marker),
        _ => false,
    }
}
\`\`\`

> What is closed is never touched again.

- [x] parsed once
- [ ] parsed again

The cost of a token is therefore $O(1)$, and that of a whole answer of $n$ tokens

$$\\sum_{k=1}^{n} c = c \\cdot n.$$
`;

for (const size of SIZES) {
  for (const scheme of ['light', 'dark'] as const) {
    test.describe(`${size.name} ${scheme}`, () => {
      test.use({ viewport: size.viewport, hasTouch: size.hasTouch, colorScheme: scheme, reducedMotion: 'reduce' } as object);

      const shoot = async (page: Page, name: string) => {
        mkdirSync(FOLDER, { recursive: true });
        await still(page);
        await page.screenshot({ path: join(FOLDER, `${name}-${size.name}-${scheme}.png`) });
      };

      test('pages', async ({ page, demo, guard }) => {
        for (const status of [403, 404]) guard.allowStatus(status);
        await page.goto(demo.url);
        await shoot(page, 'landing');
        await page.getByRole('link', { name: /^Sign in with/ }).click();
        await shoot(page, 'demo-sign-in');
        await page.goto(`${demo.url}/nowhere`);
        await shoot(page, 'not-found');
        await page.goto(`${demo.url}/login/error?reason=not_allowed`);
        await shoot(page, 'not-allowed');
      });

      test('chat', async ({ chat, upstream, page }) => {
        await shoot(page, 'chat-empty');
        await conversations(chat, upstream);

        await chat.ask(QUESTION);
        const exchange = await upstream.next();
        await expect(chat.answer).toContainText('Waiting for the model… 2 s');
        await shoot(page, 'chat-waiting');
        exchange.think('The reader wants it short. A table, one function, and the reason.');
        for (const piece of ANSWER.slice(0, 900).match(/[\s\S]{1,24}/g) ?? []) exchange.say(piece);
        await expect(chat.text).toContainText('closing marker');
        await shoot(page, 'chat-streaming');
        exchange.say(ANSWER.slice(900)).finish();
        await chat.answered();
        await shoot(page, 'chat-done');
        await page.evaluate(() => window.scrollTo(0, 0));
        await shoot(page, 'chat-scrolled-up');

        await chat.ask('And if the connection breaks off?');
        const second = await upstream.next();
        second.say('Then what came stays, to the byte, and is marked as');
        await expect(chat.text).toContainText('marked as');
        await chat.ask('This one waits its turn.');
        await shoot(page, 'chat-queue');
        second.reset();
        await expect(chat.answer.getByRole('button', { name: 'Continue' })).toBeVisible();
        await shoot(page, 'chat-interrupted');
      });

      test('chat, refused and failed', async ({ chat, upstream, page }) => {
        await chat.ask('Is anybody there?');
        (await upstream.next()).refuse(429, { 'Retry-After': '24' });
        await expect(chat.answer).toContainText('0:2');
        await shoot(page, 'chat-countdown');
        await page.getByRole('button', { name: 'Cancel' }).click();
        await shoot(page, 'chat-failed');
      });

      test('panels', async ({ demoChat: chat, page }) => {
        await chat.ask('echo A first conversation');
        await chat.answered();
        if (size.hasTouch) {
          await page.getByRole('button', { name: 'Open sidebar' }).click();
          await shoot(page, 'sidebar');
          await page.getByRole('button', { name: 'Close sidebar' }).click();
        }
        await page.getByRole('button', { name: 'What leaves this tab' }).click();
        // The dialogs are loaded when the first one opens.
        await page.getByRole('dialog', { name: 'What leaves this tab' }).waitFor();
        await shoot(page, 'panel-leaves');
        await page.keyboard.press('Escape');
        await page.keyboard.press('Control+k');
        await shoot(page, 'panel-palette');
        await page.keyboard.type('first');
        await shoot(page, 'panel-search');
        await page.keyboard.press('Escape');
        await page.keyboard.press('Control+/');
        await shoot(page, 'panel-shortcuts');
        await page.keyboard.press('Escape');
        await page.getByRole('button', { name: 'Conversation menu' }).click();
        await shoot(page, 'menu-conversation');
        await page.getByRole('menuitem', { name: 'Settings of this conversation' }).click();
        await shoot(page, 'panel-settings');
        await page.keyboard.press('Escape');
        await page.getByRole('button', { name: 'Conversation menu' }).click();
        await page.getByRole('menuitem', { name: 'Delete' }).click();
        await shoot(page, 'undo');
      });

      test('everything that an answer can have', async ({ demoChat: chat, page }) => {
        await chat.ask('markdown');
        await chat.answered();
        for (const part of ['top', 'middle', 'end'] as const) {
          await page.evaluate((where) => {
            const whole = document.documentElement.scrollHeight;
            window.scrollTo(0, where === 'top' ? 0 : where === 'middle' ? whole / 2 - 400 : whole);
          }, part);
          await shoot(page, `markdown-${part}`);
        }
      });
    });
  }
}

/** A few conversations, so that the sidebar looks used. */
async function conversations(chat: Chat, upstream: Upstream): Promise<void> {
  for (const question of ['Draft a letter to the parents', 'What does clause 14 mean?']) {
    await chat.ask(question);
    (await upstream.next()).answer('Gladly.');
    await chat.answered();
    await chat.page.keyboard.press('Control+Shift+O');
  }
}
