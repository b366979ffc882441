// The images at the top of README.md: `make shots` puts them into shots/. After a change of the look,
// copy them to docs/pictures/, which README.md shows.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { ROOT } from '../fixtures/mayfly.ts';
import { freePort } from '../fixtures/process.ts';
import { Chat, expect, model, test } from '../fixtures/test.ts';

const FOLDER = join(ROOT, 'shots');
/** What one image may weigh, in bytes. */
const HEAVIEST = 60_000;

const EARLIER = [
  ['Draft a letter to the parents', 'Gladly.'],
  ['What does clause 14 mean?', 'It limits liability.'],
] as const;
const QUESTION = 'Why is the sum of the first n odd numbers always a square? For my class, with a check in Python.';
const ANSWER = `Lay the odd numbers as L-shaped **layers** around one dot. Each layer makes the square one dot wider:

$$1 + 3 + 5 + \\dots + (2n - 1) = n^2$$

| n | new layer | dots so far |
|---:|---:|---:|
| 1 | 1 | 1 |
| 2 | 3 | 4 |
| 3 | 5 | 9 |

\`\`\`python
def odd_sum(n: int) -> int:
    return sum(2 * k - 1 for k in range(1, n + 1))

assert all(odd_sum(n) == n * n for n in range(100))
\`\`\`
`;

for (const scheme of ['light', 'dark'] as const) {
  test.describe(scheme, () => {
    test.use({ viewport: { width: 1120, height: 900 }, deviceScaleFactor: 1.6, colorScheme: scheme, reducedMotion: 'reduce' } as object);

    test('the image of README', async ({ page, launch, scripted, upstream }) => {
      // A provider of its own, since the page says that the embedded one is a demo.
      const port = await freePort();
      const provider = await launch.provider(`http://127.0.0.1:${port}`);
      const server = await launch.mayfly({ port, config: { ...model(scripted.url, 'qwen', { TITLE: 'Qwen3 32B' }), ...provider.config() } });
      const chat = new Chat(page, server);
      await chat.open();
      await page.getByRole('link', { name: /^Sign in with/ }).click();
      await page.getByRole('textbox', { name: 'Name' }).fill('you');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await chat.ready();
      for (const [question, answer] of EARLIER) {
        await chat.ask(question);
        (await upstream.next()).answer(answer);
        await chat.answered();
        await chat.newChat();
      }
      await chat.ask(QUESTION);
      // Without the scripted server's token counts, which are the same for every answer.
      (await upstream.next()).say(ANSWER).finish('stop', { counted: false });
      await chat.answered();
      // The code is coloured and the formula set once their modules have come.
      await expect(chat.text.locator('math')).toBeVisible();
      await expect(chat.text.locator('pre span', { hasText: /^100$/ })).toBeVisible();
      await page.mouse.move(0, 0);
      await page.evaluate(() => document.fonts.ready.then(() => undefined));
      mkdirSync(FOLDER, { recursive: true });
      writeFileSync(join(FOLDER, `readme-${scheme}.webp`), await webp(page, await page.screenshot()));
    });
  });
}

/** A screenshot as WebP, by the browser's own encoder: as good as fits into the limit. */
async function webp(page: Page, png: Buffer): Promise<Buffer> {
  const blank = await page.context().newPage();
  const urls = await blank.evaluate(async (source) => {
    const image = new Image();
    image.src = source;
    await image.decode();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
    canvas.getContext('2d')!.drawImage(image, 0, 0);
    return [0.9, 0.8, 0.7, 0.6, 0.5, 0.4].map((quality) => canvas.toDataURL('image/webp', quality));
  }, `data:image/png;base64,${png.toString('base64')}`);
  await blank.close();
  const images = urls.map((url) => Buffer.from(url.slice(url.indexOf(',') + 1), 'base64'));
  const image = images.find((one) => one.length <= HEAVIEST);
  expect(image, `one of ${images.map((one) => one.length)} bytes fits`).toBeDefined();
  return image!;
}
