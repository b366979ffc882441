// The main flows in WebKitGTK. In Chromium and Firefox they are the tests in `tests/` that are tagged `@main`. This
// browser is driven by another protocol, so they are written once more here.

import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exchanges, saved } from '../fixtures/saved.ts';
import { expect, servers } from '../fixtures/test.ts';
import type { Upstream } from '../fixtures/upstream.ts';
import { words } from '../fixtures/upstream.ts';
import { KEYS, WebKit, missing } from './webkit.ts';

const test = servers.extend<{ tab: WebKit }, { driven: WebKit; home: string }>({
  home: [
    async ({}, use) => {
      const home = mkdtempSync(join(tmpdir(), 'mayfly-webkit-'));
      await use(home);
      rmSync(home, { recursive: true, force: true });
    },
    { scope: 'worker' },
  ],
  driven: [
    async ({ home }, use) => {
      const browser = await WebKit.start(home);
      await use(browser);
      await browser.stop();
    },
    { scope: 'worker' },
  ],
  // One browser for all of them: what a page leaves behind would show in the next.
  tab: async ({ driven: tab, server, upstream: _ }, use) => {
    await tab.open(`${server.url}/`);
    if ((await tab.texts('a[href^="/login"]')).length) {
      await tab.click('a', /^Sign in with/);
      await tab.click('button', /Demo user/);
    }
    await live(tab);
    await use(tab);
    expect(await tab.complaints(), 'the browser complained').toEqual([]);
  },
});

test.skip(missing !== undefined && !process.env.CI, missing);

/** Waits until the page is hydrated, and collects its errors from then on. */
async function live(tab: WebKit): Promise<void> {
  await eventually(() => tab.texts('form.composer[data-live]')).toHaveLength(1);
  await tab.watch();
}

/** `expect.poll` with a shorter interval: each look is one request to the driver. */
const eventually = <T>(look: () => Promise<T>) => expect.poll(look, { intervals: [50] });

const answers = '.transcript article .text';
const heading = (tab: WebKit) => tab.texts('.transcript article h2').then((texts) => texts.at(-1));
const ended = (tab: WebKit) => eventually(() => heading(tab)).toMatch(/^(Answer|Answer, stopped)$/);

async function said(tab: WebKit, upstream: Upstream, question: string, answer: string): Promise<void> {
  await tab.type(question + KEYS.enter);
  (await upstream.next()).answer(answer);
  await ended(tab);
}

test('signs in, shows a token while the model holds the stream open, stops, and sends the conversation along', async ({ tab, upstream }) => {
  await tab.type(`Hello, WebKit${KEYS.enter}`);
  const exchange = await upstream.next();
  expect(exchange.question).toBe('Hello, WebKit');
  exchange.say('A first token');
  await eventually(() => tab.texts(answers)).toEqual(['A first token']);
  await tab.click('button', /^Stop$/);
  await exchange.closed;
  await eventually(() => heading(tab)).toBe('Answer, stopped');

  await tab.type(`And then?${KEYS.enter}`);
  const next = await upstream.next();
  expect(next.body.messages.map(words)).toEqual(['Hello, WebKit', 'A first token', 'And then?']);
  next.answer('Then this.');
  await ended(tab);
  await eventually(() => tab.texts(answers)).toEqual(['A first token', 'Then this.']);
});

test('the field and the editor grow with their text, up to a limit, and shrink again', async ({ tab, upstream }) => {
  const height = (selector: string) => tab.run((selector) => document.querySelector(selector)!.getBoundingClientRect().height, selector);
  const one = await height('#message');
  await tab.type('many words '.repeat(30));
  expect(await height('#message')).toBeGreaterThan(one * 2);
  await tab.run(() => {
    const field = document.querySelector<HTMLTextAreaElement>('#message')!;
    field.value += 'and more of them '.repeat(200);
    field.dispatchEvent(new Event('input', { bubbles: true }));
  });
  const limit = await tab.run(() => innerHeight * 0.4 + 1);
  expect(await height('#message')).toBeLessThanOrEqual(limit);
  await tab.type(KEYS.enter);
  (await upstream.next()).answer('Yes.');
  await ended(tab);
  expect(await height('#message')).toBeLessThanOrEqual(one + 1);
  await tab.click('.transcript article button', /^Edit$/);
  await expect.poll(() => tab.run(() => document.querySelector('.edit textarea')?.getBoundingClientRect().height ?? 0)).toBeGreaterThan(one * 2);
});

test('an edited question is a branch, a second answer a version, and the arrows walk through both', async ({ tab, upstream }) => {
  await said(tab, upstream, 'Old question', 'First answer');
  await tab.click('.transcript article button', /^Answer again$/);
  (await upstream.next()).answer('Second answer');
  await ended(tab);
  await eventually(() => tab.texts(answers)).toEqual(['Second answer']);
  await tab.click('.transcript article button', /^Previous version$/);
  await eventually(() => tab.texts(answers)).toEqual(['First answer']);

  await tab.click('.transcript article button', /^Edit$/);
  await tab.clear('textarea[aria-label="Edit your message"]');
  await tab.type(`New question${KEYS.enter}`, 'textarea[aria-label="Edit your message"]');
  const exchange = await upstream.next();
  expect(exchange.body.messages.map(words)).toEqual(['New question']);
  exchange.answer('To the new one');
  await ended(tab);
  await eventually(() => tab.texts(answers)).toEqual(['To the new one']);
  await tab.click('.transcript article button', /^Previous version$/);
  await eventually(() => tab.texts(answers)).toEqual(['First answer']);
});

test('two conversations stream at once, unmixed, and a message waits for its turn', async ({ tab, upstream }) => {
  await tab.type(`Of alpha${KEYS.enter}`);
  const alpha = await upstream.next();
  alpha.say('alpha');
  await eventually(() => tab.texts(answers)).toEqual(['alpha']);
  await tab.type(`Later${KEYS.enter}`);
  await tab.click('button', /^New chat/);
  await tab.type(`Of beta${KEYS.enter}`);
  const beta = await upstream.next();
  beta.say('beta');
  await eventually(() => tab.texts(answers)).toEqual(['beta']);
  alpha.say(' alpha').finish();
  const later = await upstream.next();
  expect(later.body.messages.map(words)).toEqual(['Of alpha', 'alpha alpha', 'Later']);
  beta.say(' beta').finish();
  later.answer('at last');
  await eventually(() => tab.texts(answers)).toEqual(['beta beta']);
  await tab.click('.conversations button', /^Of alpha/);
  await eventually(() => tab.texts(answers)).toEqual(['alpha alpha', 'at last']);
});

test('tables, code and formulas are drawn as what they are', async ({ tab, upstream }) => {
  await said(tab, upstream, 'All three', '| a | b |\n|---|---|\n| 1 | 2 |\n\n```rust\nlet x = 1;\n```\n\n$$\\frac{a}{b}$$');
  await eventually(() => tab.texts('.text td')).toEqual(['1', '2']);
  await eventually(() => tab.texts('.text .line .w')).toEqual(['let']);
  // Drawn, a fraction has its parts above each other.
  const tops = () => tab.run(() => [...document.querySelectorAll('.text math mfrac mi')].map((part) => part.getBoundingClientRect().top));
  await eventually(async () => (await tops()).length).toBe(2);
  const [numerator, denominator] = await tops();
  expect(numerator).toBeLessThan(denominator!);
});

test('a long conversation that is opened shows its end, can be scrolled through, and can be saved again', async ({ tab, home }) => {
  const file = join(home, 'saved.json');
  writeFileSync(file, saved(exchanges(1_000)));
  await tab.pick('#account ~ input[type=file]', file);
  const shown = () =>
    tab.run(() => {
      const rows = [...document.querySelectorAll('.transcript article')].filter((row) => {
        const { top, bottom } = row.getBoundingClientRect();
        return bottom > 100 && top < innerHeight - 100;
      });
      return rows.map((row) => Number(row.getAttribute('aria-posinset')));
    });
  await eventually(async () => (await shown()).at(-1)).toBe(1_000);
  await tab.run(async () => {
    // The page follows its end until the heights of the last rows are known.
    for (let frame = 0; frame < 10; frame += 1) await new Promise(requestAnimationFrame);
    window.scrollTo(0, document.documentElement.scrollHeight / 2);
  });
  await eventually(async () => (await shown()).filter((row) => row > 400 && row < 600).length).toBeGreaterThan(1);

  await tab.click('[popovertarget="account"]');
  await tab.click('#account [role=menuitem]', /^Save all as JSON$/);
  const downloads = () => readdirSync(home, { recursive: true, encoding: 'utf8' }).filter((name) => /mayfly-[-0-9]+\.json$/.test(name));
  // The file exists before it is complete.
  const whole = async () => downloads().map((name) => /^\{.*\}\s*$/s.test(readFileSync(join(home, name), 'utf8')));
  await eventually(whole).toEqual([true]);
  const { conversations } = JSON.parse(readFileSync(join(home, downloads()[0]!), 'utf8'));
  expect(conversations.at(-1).messages).toHaveLength(1_000);
});

test('one button forgets everything, a reload is empty, no storage has anything, and signing out ends it', async ({ tab, server, upstream }) => {
  const forgetNow = async () => {
    await tab.click('.sidebar button', /^Forget everything$/);
    await tab.click('dialog[open] button', /^Forget now$/);
  };
  for (const forget of [forgetNow, () => tab.reload()]) {
    await said(tab, upstream, 'Remember the canary', 'As you wish');
    await forget();
    await eventually(() => tab.texts('.transcript article')).toEqual([]);
    await live(tab);
    const kept = await tab.run(() => ({ page: document.body.innerText.includes('canary'), local: localStorage.length, session: sessionStorage.length, state: history.state as unknown, name: window.name, title: document.title.includes('canary') }));
    expect(kept).toEqual({ page: false, local: 0, session: 0, state: null, name: '', title: false });
  }
  await tab.click('[popovertarget="account"]');
  await tab.click('#account [role=menuitem]', /^Sign out$/);
  await eventually(() => tab.texts('a[href^="/login"]')).not.toEqual([]);
  expect(await tab.run(() => location.pathname)).toBe('/');
  await tab.open(`${server.url}/`);
  await eventually(() => tab.texts('a[href^="/login"]')).not.toEqual([]);
});
