import { bringBack, exchanges, saved } from '../fixtures/saved.ts';
import { expect, test } from '../fixtures/test.ts';

test('printing prints every message, and then the page is as it was', async ({ chat }) => {
  test.setTimeout(60_000);
  const { page } = chat;
  const words = (index: number) => (index % 2 ? `## Heading number ${index}\n\nAnd what stands below it.` : `Question ${index}`);
  await bringBack(page, saved(exchanges(300, words)));
  const rows = () => page.locator('article').count();
  const before = await rows();
  expect(before).toBeLessThan(40);
  const below = () => page.evaluate(() => document.documentElement.scrollHeight - innerHeight - scrollY);
  expect(await below()).toBeLessThan(2);

  const pdf = await page.pdf({ outline: true, tagged: true });
  // The PDF's outline contains the headings.
  const headings = pdf.toString('latin1').match(/Heading number \d+/g) ?? [];
  const numbers = new Set(headings.map((heading) => Number(heading.split(' ').at(-1))));
  expect(numbers.has(1), 'the first answer').toBe(true);
  expect(numbers.has(299), 'the last answer').toBe(true);
  expect(numbers.size, 'all answers').toBe(150);

  await expect.poll(rows).toBeLessThan(40);
  await expect(page.locator('article[aria-posinset="300"]')).toBeInViewport();
  await expect.poll(below).toBeLessThan(2);
});
