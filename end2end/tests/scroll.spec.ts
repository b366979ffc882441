import { type Page } from '@playwright/test';
import { bringBack, exchanges, saved } from '../fixtures/saved.ts';
import { type Chat, expect, test } from '../fixtures/test.ts';
import { type Exchange, type Upstream } from '../fixtures/upstream.ts';
import { frames, never, settled } from '../fixtures/waiting.ts';

const paragraph = (index: number) => `Paragraph ${index}. ${'Some words that fill a line or two of it. '.repeat(4)}\n\n`;
const latest = (chat: Chat) => chat.page.getByRole('button', { name: /^Jump to latest/ });

/** How far the page's end is below the window, in pixels. */
const below = (page: Page) => page.evaluate(() => document.documentElement.scrollHeight - innerHeight - scrollY);

/** An answer that is being written and is several windows long. */
async function writing(chat: Chat, upstream: Upstream, paragraphs = 30): Promise<Exchange> {
  await chat.ask('Go on and on.');
  const exchange = await upstream.next();
  for (let index = 0; index < paragraphs; index += 1) exchange.say(paragraph(index));
  await expect(chat.text).toContainText(`Paragraph ${paragraphs - 1}.`);
  await chat.page.mouse.move(600, 300);
  return exchange;
}

/** Returns a function that returns the position of the block being read: pixels from the top of the window. */
async function reading(page: Page): Promise<() => Promise<number>> {
  const block = await page.evaluateHandle(() => document.elementFromPoint(600, 400)!);
  return () => block.evaluate((element) => element.getBoundingClientRect().top);
}

test('the page follows the end while the answer grows', async ({ chat, upstream }) => {
  const exchange = await writing(chat, upstream);
  for (let index = 30; index < 40; index += 1) {
    exchange.say(paragraph(index));
    await expect(chat.text).toContainText(`Paragraph ${index}.`);
    await expect.poll(() => below(chat.page)).toBeLessThan(2);
  }
  await expect(latest(chat)).toBeHidden();
});

const upward: [string, (page: Page) => Promise<void>][] = [
  ['the wheel', (page) => page.mouse.wheel(0, -40)],
  [
    'a key',
    async (page) => {
      await page.evaluate(() => (document.activeElement as HTMLElement).blur());
      await page.keyboard.press('PageUp');
    },
  ],
  // Like dragging the scrollbar: the page scrolls without any other event.
  ['the scrollbar', (page) => page.evaluate(() => window.scrollBy(0, -120))],
  [
    'a selection that is drawn',
    async (page) => {
      await page.mouse.move(500, 300);
      await page.mouse.down();
      await page.mouse.move(560, 330, { steps: 4 });
    },
  ],
];
for (const [what, move] of upward) {
  test(`${what} lets go of the end at once, and new words are marked`, async ({ chat, upstream }) => {
    const exchange = await writing(chat, upstream);
    await move(chat.page);
    await expect(latest(chat)).toBeVisible();
    await expect(latest(chat)).not.toContainText('something new');
    await settled(chat.page);
    const top = await reading(chat.page);
    const before = await top();
    for (let index = 30; index < 40; index += 1) exchange.say(paragraph(index));
    await expect(chat.text).toContainText('Paragraph 39.');
    await expect(latest(chat)).toContainText('something new');
    expect(await top()).toBe(before);

    await chat.page.mouse.up();
    await latest(chat).click();
    await expect.poll(() => below(chat.page)).toBeLessThan(2);
    exchange.say(paragraph(40));
    await expect(chat.text).toContainText('Paragraph 40.');
    await expect.poll(() => below(chat.page)).toBeLessThan(2);
    await expect(latest(chat)).toBeHidden();
  });
}

test('a step of one pixel counts as the reader’s, and new text does not undo it', async ({ chat, upstream }) => {
  const exchange = await writing(chat, upstream);
  await chat.page.mouse.wheel(0, -400);
  await settled(chat.page);
  const top = await reading(chat.page);
  for (const step of [-1, 1, -1, -1]) {
    const before = await top();
    await chat.page.evaluate((step) => scrollBy(0, step), step);
    await settled(chat.page);
    exchange.say(paragraph(30));
    await settled(chat.page);
    expect((await top()) - before).toBe(-step);
  }
});

test('a finger that pulls the page down lets go of the end', async ({ profile, server, upstream }) => {
  const { Chat } = await import('../fixtures/test.ts');
  const context = await profile({ hasTouch: true, isMobile: true, viewport: { width: 390, height: 800 } });
  const chat = new Chat(await context.newPage(), server);
  await chat.signInQuietly();
  const exchange = await writing(chat, upstream);
  const devtools = await context.newCDPSession(chat.page);
  const touch = (type: string, y?: number) =>
    devtools.send('Input.dispatchTouchEvent', { type: type as 'touchStart', touchPoints: y === undefined ? [] : [{ x: 200, y }] });
  await touch('touchStart', 300);
  for (const y of [310, 330, 360]) await touch('touchMove', y);
  await expect(latest(chat)).toBeVisible();
  exchange.say(paragraph(30));
  await expect(latest(chat)).toContainText('something new');
  await touch('touchEnd');
});

test('reaching the end makes the page follow it again', async ({ chat, upstream }) => {
  const exchange = await writing(chat, upstream);
  await chat.page.mouse.wheel(0, -400);
  await expect(latest(chat)).toBeVisible();
  await settled(chat.page);
  await chat.page.mouse.wheel(0, 4_000);
  await expect(latest(chat)).toBeHidden();
  exchange.say(paragraph(30) + paragraph(31));
  await expect(chat.text).toContainText('Paragraph 31.');
  await expect.poll(() => below(chat.page)).toBeLessThan(2);
});

test('keys in the composer do not stop the page from following the end', async ({ chat, upstream }) => {
  const exchange = await writing(chat, upstream);
  await chat.composer.fill('one\ntwo');
  await chat.composer.press('ArrowUp');
  await chat.composer.press('PageUp');
  const until = async () => {
    exchange.say(paragraph(30));
    await expect(chat.text).toContainText('Paragraph 30.');
  };
  await never(chat.page, 'the page stops following the end', () => latest(chat).isVisible(), { until });
  await expect.poll(() => below(chat.page)).toBeLessThan(2);
});

/** Watches an element's position in every frame. Returns a function that ends it and returns the largest deviation. */
async function watch(page: Page, selector: string): Promise<() => Promise<{ strayed: number; frames: number }>> {
  await page.evaluate((selector) => {
    const element = document.querySelector(selector)!;
    const begun = element.getBoundingClientRect().top;
    const state = { strayed: 0, frames: 0, over: false };
    Object.assign(window, { watched: state });
    // After the frame's layout and all corrections: the position that is painted.
    const look = () => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => {
        state.strayed = Math.max(state.strayed, Math.abs(element.getBoundingClientRect().top - begun));
        state.frames += 1;
        if (!state.over) requestAnimationFrame(look);
      };
      channel.port2.postMessage(null);
    };
    requestAnimationFrame(look);
  }, selector);
  return () =>
    page.evaluate(() => {
      const state = (window as unknown as { watched: { strayed: number; frames: number; over: boolean } }).watched;
      state.over = true;
      return { strayed: state.strayed, frames: state.frames };
    });
}

const anchoring = {
  'with the browser’s scroll anchoring': '',
  // Like Safari.
  'without scroll anchoring': '*, html, body { overflow-anchor: none !important }',
};
for (const [how, css] of Object.entries(anchoring)) {
  test(`what is read stays in place during a whole stream, ${how}`, async ({ chat, upstream }) => {
    const { page } = chat;
    await page.evaluate((css) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
      document.adoptedStyleSheets.push(sheet);
    }, css);
    await bringBack(page, saved(exchanges(400, (index) => (index % 2 ? paragraph(index).repeat(1 + (index % 5)) : `Question ${index}`))));
    const exchange = await writing(chat, upstream, 10);
    await page.mouse.wheel(0, -700);
    await settled(page);
    const reading = await page.evaluate(() => {
      const inside = (one: Element) => one.getBoundingClientRect().bottom > 150 && one.getBoundingClientRect().top < 500;
      const element = [...document.querySelectorAll('.text p, .said')].find(inside)!;
      element.setAttribute('data-read', '');
      return element.textContent;
    });
    expect(reading).toBeTruthy();
    const stop = await watch(page, '[data-read]');
    for (let index = 10; index < 130; index += 1) {
      exchange.say(paragraph(index));
      await frames(page, 1);
    }
    exchange.finish();
    await chat.answered();
    const { strayed, frames: watched } = await stop();
    expect(watched).toBeGreaterThan(30);
    expect(strayed, 'pixels').toBeLessThanOrEqual(0.5);
  });

  test(`what is read stays in place while a late definition changes the text above it, ${how}`, async ({ chat, upstream }) => {
    const { page } = chat;
    await page.evaluate((css) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
      document.adoptedStyleSheets.push(sheet);
    }, css);
    await chat.ask('With references');
    const exchange = await upstream.next();
    for (let index = 0; index < 40; index += 1) exchange.say(`${'[a word][the-label-of-a-reference-that-comes-late] '.repeat(9)}\n\n${paragraph(index)}`);
    await expect(chat.text).toContainText('Paragraph 39.');
    await page.mouse.move(600, 300);
    // Far enough from the end for the text to keep its place when the page gets shorter.
    await page.mouse.wheel(0, -2000);
    await settled(page);
    // The reader drags a paragraph near the top of the window.
    const read = await page.evaluate(() => {
      const paragraphs = [...document.querySelectorAll('.text p')];
      const element = paragraphs.find((one) => one.textContent!.startsWith('Paragraph') && one.getBoundingClientRect().top > 200)!;
      element.setAttribute('data-read', '');
      window.scrollBy(0, element.getBoundingClientRect().top - 70);
      return paragraphs.indexOf(element);
    });
    expect(read).toBeGreaterThan(20);
    await settled(page);
    const tall = () => chat.text.evaluate((text) => text.getBoundingClientRect().height);
    const before = await tall();
    const stop = await watch(page, '[data-read]');
    exchange.say('\n[the-label-of-a-reference-that-comes-late]: https://example.org/\n\nEnd.');
    // The text above has become much shorter, and the reader sees nothing of that.
    await expect.poll(tall).toBeLessThan(before - 500);
    await frames(page, 6);
    const { strayed } = await stop();
    expect(strayed, 'pixels').toBeLessThanOrEqual(0.5);
    exchange.finish();
    await chat.answered();
  });

  test(`what is read stays in place while rows above it are built and measured, ${how}`, async ({ chat }) => {
    const { page } = chat;
    await page.evaluate((css) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
      document.adoptedStyleSheets.push(sheet);
    }, css);
    // Rows whose heights differ much from their estimates, in both directions.
    const words = (index: number) => (index % 2 ? (index % 3 ? '- a\n'.repeat(20) : `> ${'word '.repeat(300)}`) : `Question ${index}`);
    await bringBack(page, saved(exchanges(600, words)));
    await page.mouse.move(600, 300);
    await page.mouse.wheel(0, -50);
    await settled(page);
    let worst = 0;
    // Every step of the reader moves everything in the window by exactly that step.
    for (let step = 0; step < 60; step += 1) {
      const moved = await page.evaluate(async () => {
        const inside = (one: Element) => one.getBoundingClientRect().bottom > 150 && one.getBoundingClientRect().top < 500;
        const element = [...document.querySelectorAll('.text :is(li, p), .said')].find(inside)!;
        const before = element.getBoundingClientRect().top;
        window.scrollBy(0, -230);
        for (let frame = 0; frame < 3; frame += 1) {
          await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
        }
        return element.getBoundingClientRect().top - before;
      });
      worst = Math.max(worst, Math.abs(moved - 230));
    }
    expect(worst, 'pixels').toBeLessThanOrEqual(0.5);
  });
}

test('scrolling past the icon of an attachment damages nothing', async ({ chat, upstream }) => {
  await chat.page.locator('input[type=file][multiple]').setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('words') });
  await expect(chat.page.locator('form.composer').getByRole('listitem')).toHaveCount(1);
  await chat.ask('Go on and on.');
  const exchange = await upstream.next();
  exchange.answer(Array.from({ length: 30 }, (_, index) => paragraph(index)).join(''));
  await chat.answered();
  // Every position at which the chip or its icon is what is being read: an error of the page fails the test.
  for (let top = 240; top >= 0; top -= 6) {
    await chat.page.evaluate((top) => scrollTo(0, top), top);
    await frames(chat.page, 1);
  }
  await expect(chat.questions.getByRole('listitem')).toBeInViewport();
  await chat.ask('Still alive?');
  (await upstream.next()).answer('Yes.');
  await expect(chat.text).toHaveText('Yes.');
});
