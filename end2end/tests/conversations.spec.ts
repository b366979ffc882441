import type { Page, Request } from '@playwright/test';
import { Chat, expect, model, test } from '../fixtures/test.ts';
import { never } from '../fixtures/waiting.ts';

const rows = (chat: Chat) => chat.sidebar.getByRole('listitem');
/** Resolves when a request for an answer or a name is over: the page has read it to its end or cancelled it. */
const over = (page: Page) =>
  new Promise<void>((resolve) => {
    const look = (request: Request) => request.url().endsWith('/api/chat') && resolve();
    page.on('requestfinished', look);
    page.on('requestfailed', look);
  });

test('conversations are listed newest first, titled by their first words', async ({ chat, upstream }) => {
  for (const words of ['How do I prune an apple tree in late winter, and which branches go first?', 'Second']) {
    if (words === 'Second') await chat.newChat();
    await chat.ask(words);
    (await upstream.next()).answer('Answer');
    await chat.answered();
  }
  await expect(rows(chat)).toHaveText([/^Second/, /^How do I prune an apple tree in late winter, and…/]);
  await expect(chat.page.getByRole('heading', { level: 1 })).toHaveText('Second');
  expect(await chat.page.title()).not.toMatch(/Second|apple/);
  expect(chat.page.url()).not.toMatch(/Second|apple/);
});

test.describe('with titles from the model', () => {
  test('a short call names the conversation; quotes and reasoning are removed', async ({ page, launch, scripted, upstream }) => {
    const server = await launch.mayfly({ config: { ...model(scripted.url), PRIVACY__TITLES: 'true' } });
    const chat = new Chat(page, server);
    await chat.signInQuietly();
    await chat.ask('Please write to the housing office about the deposit');
    (await upstream.next()).answer('Dear Ms Lindqvist');
    await chat.answered();
    const naming = await upstream.next();
    expect(naming.question).toContain('Please write to the housing office');
    expect(naming.question, 'the answer is not needed for a name').not.toContain('Lindqvist');
    // The page does not show it as an answer.
    await expect(chat.stop).toBeHidden();
    await expect(rows(chat).getByText('writing')).toBeHidden();
    await chat.composer.fill('typing goes on');
    naming.answer('<think>Hm, a title.</think>\n"Letter to the housing office."');
    await expect(rows(chat)).toHaveText([/^Letter to the housing office/]);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Letter to the housing office');
    await expect(chat.composer).toHaveValue('typing goes on');
    // A conversation is named once.
    await chat.ask('Thanks');
    (await upstream.next()).answer('Gladly');
    await chat.answered();
    await chat.ask('One thing more');
    const last = await upstream.next();
    expect(last.question).toBe('One thing more');
    last.answer('That, too');
    await chat.answered();
    expect(upstream.requests).toHaveLength(4);
  });

  test('if it fails the first words stay', async ({ page, launch, scripted, upstream }) => {
    const server = await launch.mayfly({ config: { ...model(scripted.url), PRIVACY__TITLES: 'true' } });
    const chat = new Chat(page, server);
    await chat.signInQuietly();
    await chat.ask('A question about ducks');
    (await upstream.next()).answer('Quack');
    await chat.answered();
    const naming = await upstream.next();
    const alert = page.getByRole('alert').filter({ hasText: /\w/ });
    const until = async () => {
      const told = over(page);
      naming.refuse(400);
      await told;
    };
    await never(page, 'a fault is shown', async () => (await alert.count()) > 0, { until });
    await expect(rows(chat)).toHaveText([/^A question about ducks/]);
  });

  test('a name that the person gave is never replaced', async ({ page, launch, scripted, upstream }) => {
    const server = await launch.mayfly({ config: { ...model(scripted.url), PRIVACY__TITLES: 'true' } });
    const chat = new Chat(page, server);
    await chat.signInQuietly();
    await chat.ask('Something');
    (await upstream.next()).answer('Answer');
    await chat.answered();
    const naming = await upstream.next();
    await chat.choose('Rename');
    await page.getByRole('textbox', { name: 'Name' }).fill('My own name');
    await page.keyboard.press('Enter');
    await expect(rows(chat)).toHaveText([/^My own name/]);
    const until = async () => {
      const told = over(page);
      naming.answer('A title by the model');
      await told;
    };
    await never(page, 'the name is replaced', async () => !(await rows(chat).innerText()).startsWith('My own name'), { until });
  });
});

test('renaming starts with the current name; a name of spaces only is refused and the old name stays', async ({ chat, upstream }) => {
  await chat.ask('Old name');
  (await upstream.next()).answer('Answer');
  await chat.answered();
  await chat.choose('Rename');
  const dialog = chat.page.getByRole('dialog', { name: 'Rename this conversation' });
  const field = dialog.getByRole('textbox', { name: 'Name' });
  await expect(field).toBeFocused();
  await expect(field).toHaveValue('Old name');
  await field.fill('   ');
  await field.press('Enter');
  await expect(dialog.getByRole('alert')).toContainText('at least one letter');
  await field.fill('  A  new\tname ');
  await field.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(rows(chat)).toHaveText([/^A new name/]);
  // The focus is back on the button that opened the menu.
  await expect(chat.page.getByRole('button', { name: 'Conversation menu' })).toBeFocused();
  await chat.choose('Rename');
  await field.fill('given up');
  await chat.page.keyboard.press('Escape');
  await chat.choose('Rename');
  await expect(field).toHaveValue('A new name');
});

test('several conversations stream at once, each is marked, and none is mixed up', { tag: '@main' }, async ({ chat, upstream }) => {
  const names = ['alpha', 'beta', 'gamma'];
  const exchanges = [];
  for (const name of names) {
    if (name !== 'alpha') await chat.newChat();
    await chat.ask(`Speak of ${name}`);
    const exchange = await upstream.next();
    exchange.say(name);
    exchanges.push(exchange);
    await expect(chat.text).toHaveText(name);
  }
  await expect(rows(chat)).toHaveText([/gamma\s*writing/, /beta\s*writing/, /alpha\s*writing/]);
  for (let round = 0; round < 5; round += 1) {
    for (const [index, exchange] of exchanges.entries()) exchange.say(` ${names[index]}${round}`);
  }
  exchanges[1]!.finish();
  await expect(rows(chat).nth(1).getByText('writing')).toBeHidden();
  await expect(rows(chat).nth(0).getByText('writing')).toBeVisible();
  exchanges[0]!.finish();
  exchanges[2]!.finish();
  for (const name of names) {
    await chat.sidebar.getByRole('button', { name: new RegExp(`Speak of ${name}`) }).click();
    await chat.answered();
    await expect(chat.text).toHaveText(`${name} ${name}0 ${name}1 ${name}2 ${name}3 ${name}4`);
  }
});

test('a new title changes one row and no node of the others', async ({ chat, upstream }) => {
  for (const name of ['one', 'two']) {
    if (name === 'two') await chat.newChat();
    await chat.ask(name);
    (await upstream.next()).answer('Answer');
    await chat.answered();
  }
  await chat.page.evaluate(() => {
    const seen: string[] = [];
    Object.assign(window, { seen });
    for (const row of document.querySelectorAll('.conversations li')) {
      new MutationObserver(() => seen.push(row.textContent!)).observe(row, { subtree: true, childList: true, characterData: true, attributes: true });
    }
  });
  await chat.choose('Rename');
  await chat.page.getByRole('textbox', { name: 'Name' }).fill('renamed');
  await chat.page.keyboard.press('Enter');
  await expect(rows(chat)).toHaveText([/renamed/, /one/]);
  const seen = await chat.page.evaluate(() => (window as unknown as { seen: string[] }).seen);
  expect(seen.length).toBeGreaterThan(0);
  expect(seen.some((text) => text.includes('one'))).toBe(false);
});
