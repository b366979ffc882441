import { expect, test } from '../fixtures/test.ts';
import { frames } from '../fixtures/waiting.ts';

test('an answer shows its model, the time to the first token, tokens and tokens a second, as the server counted', async ({ chat, upstream }) => {
  await chat.ask('Count');
  const exchange = await upstream.next();
  await expect(chat.answer).toContainText('Waiting for the model…');
  // Measured before it is sent: after that the page may be faster than this process.
  const waited = performance.now() - exchange.at;
  exchange.say('One');
  await expect(chat.text).toHaveText('One');
  const shown = performance.now();
  await frames(chat.page, 12);
  const wrote = performance.now() - shown;
  exchange.say(' two').finish();
  await chat.answered();
  const figures = chat.answer.locator('.meta');
  await expect(figures).toContainText('The scripted model');
  await expect(figures).toContainText('11 tokens');
  await expect(figures).not.toContainText('about');
  const text = (await figures.textContent())!;
  const first = Number(/first token ([\d.]+) s/.exec(text)![1]);
  // Shown rounded to a hundredth of a second. It can't be less than the time that the model's server waited.
  expect(first).toBeGreaterThanOrEqual(Math.max(0.3, waited / 1000 - 0.005));
  expect(first).toBeLessThan(3);
  const rate = Number(/(\d+) tokens\/s/.exec(text)![1]);
  expect(rate).toBeGreaterThan(0);
  expect(rate).toBeLessThanOrEqual(Math.round(11 / (wrote / 1000)));
});

test('if the server does not count tokens the figures are estimates, and say so', async ({ chat, upstream }) => {
  await chat.ask('Count');
  const exchange = await upstream.next();
  exchange.say('x'.repeat(40));
  await expect(chat.text).not.toBeEmpty();
  exchange.finish('stop', { counted: false });
  await chat.answered();
  await expect(chat.answer.locator('.meta')).toContainText('about 10 tokens');
});

test('copying an answer copies its Markdown, and says so', async ({ chat, upstream }) => {
  await chat.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const source = '# Title\n\n- *one*\n- `two`\n\n| a |\n|---|\n| 1 |\n';
  await chat.ask('Write');
  (await upstream.next()).answer(source);
  await chat.answered();
  await chat.answer.getByRole('button', { name: 'Copy as Markdown', exact: true }).click();
  await expect(chat.page.getByRole('status').filter({ hasText: 'Copied' })).toHaveCount(1);
  expect(await chat.page.evaluate(() => navigator.clipboard.readText())).toBe(source);
});

for (const field of ['reasoning_content', 'reasoning'] as const) {
  test(`reasoning that comes as ${field} is shown in a part of its own, with its duration`, async ({ chat, upstream }) => {
    await chat.ask('Think');
    const exchange = await upstream.next();
    exchange.think('First thought.', field);
    const thinking = chat.answer.locator('details.thinking');
    await expect(thinking.getByText('Thinking…')).toBeVisible();
    await thinking.locator('summary').click();
    await expect(thinking.locator('div').first()).toHaveText('First thought.');
    // More text does not change the nodes of the text that is there.
    await thinking.evaluate((element) => {
      element.querySelector('div div')!.firstChild!.parentElement!.dataset.kept = 'yes';
    });
    const shown = performance.now();
    await frames(chat.page, 12);
    exchange.think('\nSecond thought.', field);
    await expect(thinking).toContainText('Second thought.');
    await expect(thinking.locator('[data-kept]')).toHaveCount(1);
    const thought = performance.now() - shown;
    exchange.answer('An answer.');
    await chat.answered();
    await expect(thinking).toHaveAttribute('open', '');
    await expect(thinking.locator('[data-kept]')).toHaveCount(1);
    await expect(thinking.locator('summary')).toHaveText(/^Thought for [\d.]+ s$/);
    await expect(thinking.locator('div').first()).toHaveText(/First thought\.\s+Second thought\.$/);
    const seconds = Number(/([\d.]+)/.exec((await thinking.locator('summary').textContent())!)![1]);
    expect(seconds).toBeGreaterThan(0);
    expect(seconds, 'rounded to a tenth').toBeGreaterThanOrEqual(thought / 1000 - 0.05);
    // Reasoning is not sent back.
    await chat.ask('And?');
    const next = await upstream.next();
    expect(JSON.stringify(next.body.messages)).not.toContain('thought');
    next.answer('Yes.');
    await chat.answered();
  });
}

test('long reasoning is laid out in pieces, and none is lost', async ({ chat, upstream }) => {
  await chat.ask('Think long');
  const exchange = await upstream.next();
  const host = chat.answer.locator('details.thinking > div');
  const lines = Array.from({ length: 900 }, (_, line) => `thought ${line} of a long row of them`);
  for (let at = 0; at < lines.length; at += 30) {
    exchange.think(lines.slice(at, at + 30).join('\n') + '\n');
    // Some pieces come in frames of their own.
    if (at % 150 === 0) await expect(host).toContainText(lines[at + 29]!);
  }
  exchange.answer('Done.');
  await chat.answered();
  expect(await host.evaluate((element) => element.textContent)).toBe(lines.join('\n') + '\n');
  expect(await host.evaluate((element) => element.childElementCount)).toBeGreaterThan(4);
});
