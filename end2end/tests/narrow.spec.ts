import type { Page } from '@playwright/test';
import { Chat, expect, test } from '../fixtures/test.ts';

const WIDE = `# A heading that is long enough to be broken on a narrow page

| one | two | three | four | five | six |
|---|---|---|---|---|---|
| a longer cell | a longer cell | a longer cell | a longer cell | a longer cell | a longer cell |

\`\`\`
${'a_line_that_is_never_broken_'.repeat(12)}
\`\`\`

${'AVeryLongWord'.repeat(20)} and \`${'some_code_'.repeat(20)}\`

https://example.org/${'a-long-address/'.repeat(12)}

$$\\sum_{k=1}^{n} k = \\frac{n(n+1)}{2} = 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9 + 10 + \\ldots + (n-1) + n$$
`;

for (const [width, height] of [
  [320, 568],
  [390, 844],
] as const) {
  test.describe(`at ${width} px`, () => {
    test.use({ viewport: { width, height }, hasTouch: true });

    test('nothing scrolls sideways', async ({ page, server, upstream }) => {
      const chat = new Chat(page, server);
      await chat.open();
      await fits(page);
      await page.getByRole('link', { name: /^Sign in with/ }).click();
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await fits(page);
      await chat.chooseDemoPerson('A narrow person');
      await chat.ready();
      await fits(page);
      await chat.ask('x'.repeat(400));
      const exchange = await upstream.next();
      exchange.say(WIDE);
      await expect(chat.text).toContainText('A heading');
      await fits(page);
      exchange.finish();
      await chat.answered();
      await fits(page);
      await page.getByRole('button', { name: 'Open sidebar' }).click();
      await expect(page.getByRole('navigation', { name: 'Conversations' })).toBeVisible();
      await fits(page);
    });
  });
}

async function fits(page: Page): Promise<void> {
  const { wide, view } = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth,
    view: document.documentElement.clientWidth,
  }));
  expect(wide).toBeLessThanOrEqual(view);
}
