import { expect, test } from '../fixtures/test.ts';

test('with nothing configured, the demo model answers', async ({ demoChat: chat }) => {
  await expect(chat.page.getByRole('button', { name: /Model/ })).toContainText('Demo model');
  await chat.ask('echo one two three');
  await expect(chat.text).toHaveText('one two three');
  await chat.answered();

  await chat.ask('markdown');
  await chat.answered();
  await expect(chat.answer.getByRole('heading', { name: 'A page of everything' })).toBeVisible();
  await expect(chat.answer.getByRole('table').first()).toBeVisible();
  await expect(chat.answer.getByText('fn longest')).toBeVisible();
});

test('an answer that takes its time can be stopped in the middle', async ({ demoChat: chat }) => {
  await chat.ask('slow');
  await expect(chat.answer).toContainText(/waiting/i);
  await expect(chat.text).toContainText('This answer');
  await chat.stop.click();
  await expect(chat.stop).toBeHidden();
  const stopped = chat.answers.first().locator('.text');
  const text = await stopped.textContent();
  // While the next answer is written, word by word, nothing is added.
  await chat.ask('echo one two three four five six');
  await expect(chat.text).toHaveText('one two three four five six');
  await chat.answered();
  expect(await stopped.textContent()).toBe(text);
});
