import { Chat, expect, leaving, test } from '../fixtures/test.ts';

test('a reload asks only while something would be lost', { tag: '@main' }, async ({ chat, upstream }) => {
  const count = leaving(chat.page, 'leave');
  await chat.composer.click();
  await chat.page.reload();
  await chat.ready();
  expect(count.asked, 'nothing was said').toBe(0);

  await chat.composer.fill('A draft');
  await chat.page.reload();
  await chat.ready();
  expect(count.asked, 'a draft would be lost').toBe(1);

  await chat.ask('A message');
  (await upstream.next()).answer('An answer');
  await chat.answered();
  await chat.page.reload();
  await chat.ready();
  expect(count.asked, 'a conversation would be lost').toBe(2);
  await chat.isEmpty();
});

test('a deleted draft does not count as something to lose', async ({ chat }) => {
  const count = leaving(chat.page, 'leave');
  await chat.composer.fill('A draft');
  await chat.composer.fill('');
  await chat.page.reload();
  await chat.ready();
  expect(count.asked).toBe(0);
});

test('Back asks first, and staying keeps the conversation', async ({ chat, upstream }) => {
  leaving(chat.page, 'leave');
  await chat.ask('A message');
  (await upstream.next()).answer('An answer');
  await chat.answered();
  const dialog = chat.page.getByRole('dialog', { name: 'Leave this page?' });

  // Twice: after staying the guard must be active again.
  for (let round = 0; round < 2; round += 1) {
    await chat.page.evaluate(() => history.back());
    await expect(dialog).toBeVisible();
    await dialog.getByRole('button', { name: 'Stay' }).click();
    await expect(dialog).toBeHidden();
    await expect(chat.text).toHaveText('An answer');
  }

  await chat.page.evaluate(() => history.back());
  await dialog.getByRole('button', { name: 'Leave and forget' }).click();
  await expect(chat.page.getByText('An answer')).toHaveCount(0);
});

test('in a tab with no page to go back to, leaving forgets all the same', async ({ chat, upstream }) => {
  const [page] = await Promise.all([
    chat.page.context().waitForEvent('page'),
    chat.page.evaluate(() => void window.open(location.href, '_blank', 'noopener')),
  ]);
  const opened = new Chat(page, chat.mayfly);
  leaving(page, 'leave');
  await opened.ready();
  await opened.ask('A message');
  (await upstream.next()).answer('An answer');
  await opened.answered();
  await page.evaluate(() => history.back());
  await page.getByRole('dialog', { name: 'Leave this page?' }).getByRole('button', { name: 'Leave and forget' }).click();
  await expect(page.getByText('An answer')).toHaveCount(0);
  await opened.ready();
  await opened.isEmpty();
});

test('Back asks nothing when nothing was said', async ({ chat }) => {
  const before = chat.page.url();
  await chat.page.evaluate(() => history.back());
  await expect.poll(() => chat.page.url()).not.toBe(before);
  await expect(chat.page.getByRole('dialog', { name: 'Leave this page?' })).toHaveCount(0);
});

test('pulling down does not reload the page', async ({ chat }) => {
  const behaviour = await chat.page.evaluate(() => {
    const styles = [document.documentElement, document.body].map((element) => getComputedStyle(element).overscrollBehaviorY);
    return styles;
  });
  expect(behaviour).toContainEqual(expect.stringMatching(/^(none|contain)$/));
});
