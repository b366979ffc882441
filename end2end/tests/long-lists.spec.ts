// Very long lists. Their later items are in groups whose layout the browser skips while they are out of sight; nothing
// else may differ.

import { clean } from '../fixtures/axe.ts';
import { expect, test } from '../fixtures/test.ts';
import { frames } from '../fixtures/waiting.ts';

/** Items from 0, each on a line of its own. */
const list = (count: number, mark: (index: number) => string) => Array.from({ length: count }, (_, index) => `${mark(index)} item ${index}\n`).join('');

test('a list of hundreds of items is one list, with the right numbers, and its end costs nothing while it is out of sight', async ({ chat, upstream, context }) => {
  await chat.ask('A list');
  const exchange = await upstream.next();
  // The formula loads the script that handles copying.
  exchange.say('First $x$.\n\n');
  // In pieces that end at any character.
  const text = list(230, (index) => `${index + 5}.`);
  for (let at = 0; at < text.length; at += 97) exchange.say(text.slice(at, at + 97));
  exchange.say('\nLast.').finish();
  await chat.answered();

  const items = chat.text.getByRole('list').getByRole('listitem');
  await expect(chat.text.getByRole('list')).toHaveCount(1);
  await expect(items).toHaveCount(230);
  await expect(items).toHaveText(Array.from({ length: 230 }, (_, index) => `item ${index}`));
  await clean(chat.page, 'a long list');

  // A group clips what sticks out of it, so it is as wide as the section.
  for (const width of [1280, 390]) {
    await chat.page.setViewportSize({ width, height: 800 });
    const left = (selector: string) => chat.text.locator(selector).first().evaluate((element) => element.getBoundingClientRect().left);
    expect(Math.abs((await left('.items')) - (await left('.section'))), `${width} px`).toBeLessThan(1);
  }
  await chat.page.setViewportSize({ width: 1280, height: 800 });

  // A group starts its own count, so its first item has an explicit number.
  const numbers = await items.evaluateAll((items) => items.map((item) => (item as HTMLLIElement).value));
  expect(numbers.filter((value) => value > 0)).toEqual([55, 105, 155, 205]);
  await expect(chat.text.locator('math')).toHaveCount(1);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await chat.page.evaluate(() => {
    const all = document.querySelectorAll('.text li');
    const range = document.createRange();
    range.setStartBefore(document.querySelector('.text ol')!);
    range.setEndAfter(all[all.length - 1]!);
    getSelection()!.removeAllRanges();
    getSelection()!.addRange(range);
  });
  await chat.page.keyboard.press('Control+c');
  expect(await chat.page.evaluate(() => navigator.clipboard.readText())).toBe(text.trimEnd());

  // A selection is rendered even if it is out of sight.
  await chat.page.evaluate(() => getSelection()!.removeAllRanges());
  // The groups far above are skipped; the end is rendered.
  const drawn = (index: number) => items.nth(index).evaluate((item) => item.checkVisibility({ contentVisibilityAuto: true }));
  await expect.poll(() => drawn(229)).toBe(true);
  await expect.poll(() => drawn(60)).toBe(false);
});

test('a long list is the same in whatever pieces it came: tight, loose at the end, with tasks and nested lists', async ({ chat, upstream }) => {
  const html = () => chat.text.evaluate((text) => text.innerHTML.replaceAll(' class=""', ''));
  const nested = `${list(60, () => '-')}\n${list(3, (index) => (index % 2 ? '- [x]' : '- [ ]'))}${list(70, () => '  1.')}\n- the end\n`;
  for (const text of [list(130, () => '*'), `${list(120, () => '-')}\n- loose now\n`, nested]) {
    await chat.ask('At once');
    (await upstream.next()).answer(text);
    await chat.answered();
    const whole = await html();
    for (const length of [1, 7, 50]) {
      await chat.ask(`In pieces of ${length}`);
      const exchange = await upstream.next();
      for (let at = 0; at < text.length; at += length) {
        exchange.say(text.slice(at, at + length));
        // So that some of them come in frames of their own.
        if (at % 700 < length) await frames(chat.page, 1);
      }
      exchange.finish();
      await chat.answered();
      expect(await html()).toBe(whole);
    }
  }
});
