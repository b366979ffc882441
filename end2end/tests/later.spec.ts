// The pieces of the bundle that are loaded when they are first used. A build without splitting has none, and skips
// these tests.

import { type Page, type Request } from '@playwright/test';
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ROOT } from '../fixtures/mayfly.ts';
import { type Chat, expect, test } from '../fixtures/test.ts';

const files = join(resolve(ROOT, process.env.MAYFLY_SITE_ROOT ?? 'target/site'), 'pkg');
const split = existsSync(files) && readdirSync(files).some((name) => name.startsWith('split_'));
test.skip(!split, 'this build is in one piece');

const SENTENCE = 'This part of the page could not be loaded; check your network and try it again.';

/** The names of the pieces that a page requests. */
function pieces(page: Page): string[] {
  const asked: string[] = [];
  page.on('request', (request: Request) => {
    const [, name] = request.url().match(/\/pkg\/split_(\w+)\./) ?? [];
    if (name) asked.push(name);
  });
  return asked;
}

/** A new page that has requested no piece yet. */
async function fresh(chat: Chat): Promise<string[]> {
  const asked = pieces(chat.page);
  await chat.page.reload();
  await chat.ready();
  return asked;
}

test('the page becomes live without any piece, and then requests only Markdown', async ({ chat }) => {
  await chat.page.route(/\/pkg\/split_/, () => {});
  const asked = await fresh(chat);
  await expect.poll(() => asked).toEqual(['text']);
  await chat.composer.fill('typed meanwhile');
  await expect(chat.send).toBeEnabled();
});

test('a dialog’s piece is requested once, when somebody points at its button', async ({ chat }) => {
  const asked = await fresh(chat);
  const button = chat.page.getByRole('button', { name: 'What leaves this tab' });
  await button.hover();
  await expect.poll(() => asked).toContain('dialogs');
  await button.click();
  await expect(chat.page.getByRole('dialog', { name: 'What leaves this tab' })).toBeVisible();
  await chat.page.keyboard.press('Escape');
  await expect(button).toBeFocused();
  await button.click();
  await expect(chat.page.getByRole('dialog', { name: 'What leaves this tab' })).toBeVisible();
  expect(asked.filter((name) => name === 'dialogs')).toHaveLength(1);
});

test('the keyboard’s focus loads it, too', async ({ chat }) => {
  const asked = await fresh(chat);
  await chat.page.getByRole('button', { name: /^Search and commands/ }).focus();
  await expect.poll(() => asked).toContain('find');
});

test('if a piece can’t be loaded a sentence says so, and the next use loads it', async ({ chat, guard }) => {
  guard.allowNetwork('ERR_FAILED');
  guard.allowText(/Failed to fetch/);
  await chat.page.route(/\/pkg\/split_find/, (route) => route.abort());
  await fresh(chat);
  await chat.page.keyboard.press('Control+k');
  await expect(chat.page.locator('.composer .refused')).toHaveText(SENTENCE);
  await expect(chat.page.getByRole('dialog')).toHaveCount(0);

  await chat.page.unroute(/\/pkg\/split_find/);
  await chat.page.keyboard.press('Control+k');
  await expect(chat.page.getByRole('dialog', { name: 'Search and commands' })).toBeVisible();
});

test('without Markdown an answer is shown as plain text, and the next one tries to load it again', async ({ chat, upstream, guard }) => {
  guard.allowNetwork('ERR_FAILED');
  guard.allowText(/Failed to fetch/);
  await chat.page.route(/\/pkg\/split_text/, (route) => route.abort());
  await fresh(chat);
  await chat.ask('Hello');
  (await upstream.next()).answer('**Words**\n\n- one\n- two');
  await chat.answered();
  await expect(chat.text).toHaveText('**Words**\n\n- one\n- two');
  await expect(chat.text.locator('*')).toHaveCount(0);

  await chat.page.unroute(/\/pkg\/split_text/);
  await chat.ask('Again');
  (await upstream.next()).answer('*Good*');
  await chat.answered();
  await expect(chat.text.locator('em')).toHaveText('Good');
  // The earlier answer is rendered now, too.
  await expect(chat.answers.first().locator('strong')).toHaveText('Words');
  await expect(chat.answers.first().getByRole('listitem')).toHaveText(['one', 'two']);
});

test('a message that is sent before Markdown is loaded is shown with its answer afterwards', async ({ chat, upstream }) => {
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await chat.page.route(/\/pkg\/split_text/, async (route) => {
    await held;
    await route.continue();
  });
  await fresh(chat);
  await chat.ask('Hello');
  const exchange = await upstream.next();
  exchange.say('**Early**');
  release();
  await expect(chat.text.locator('strong')).toHaveText('Early');
  exchange.finish();
  await chat.answered();
});

test('after a complete answer all pieces are loaded: a conversation can be saved without the server', async ({ chat, upstream }) => {
  const asked = await fresh(chat);
  await chat.ask('Hello');
  (await upstream.next()).answer('An answer');
  await chat.answered();
  await expect.poll(() => [...new Set(asked)].sort()).toEqual(['dialogs', 'files', 'find', 'text']);
  await chat.page.waitForLoadState('networkidle');
  await chat.page.route('**/*', (route) => route.abort());
  const [file] = await Promise.all([chat.page.waitForEvent('download'), chat.choose('Save as Markdown')]);
  expect(file.suggestedFilename()).toMatch(/\.md$/);
});
