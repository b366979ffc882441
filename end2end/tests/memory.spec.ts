import { Chat, expect, model, test } from '../fixtures/test.ts';

const notice = (chat: Chat) => chat.page.locator('.notice');

test('at 80 % of the memory a line says so and offers a copy; at 100 % attachments are refused, words never', async ({ page, launch, scripted, upstream }) => {
  const server = await launch.mayfly({ config: { ...model(scripted.url), LIMITS__TAB_BYTES: '1MB', LIMITS__MESSAGE_BYTES: '1MB' } });
  const chat = new Chat(page, server);
  await chat.signInQuietly();
  const attach = (name: string, bytes: number) =>
    page.locator('input[type=file][multiple]').setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.alloc(bytes, 'x') });
  await attach('half.txt', 500_000);
  await expect(page.getByText('half.txt')).toBeVisible();
  await expect(notice(chat)).toHaveCount(0);
  await attach('third.txt', 330_000);
  await expect(notice(chat)).toContainText('nearly full');
  await attach('more.txt', 400_000);
  await expect(page.locator('form.composer .refused')).toContainText('more.txt: This tab’s memory is full');
  await expect(page.locator('form.composer').getByRole('listitem')).toHaveCount(2);

  await page.getByRole('button', { name: 'Remove third.txt' }).click();
  await expect(notice(chat)).toHaveCount(0);
  await chat.ask('A question');
  const exchange = await upstream.next();
  exchange.say('y'.repeat(600_000)).finish();
  await chat.answered();
  await expect(notice(chat)).toContainText('memory is full');
  await chat.ask('Words are always taken');
  (await upstream.next()).answer('Yes.');
  await chat.answered();

  const [file] = await Promise.all([page.waitForEvent('download'), notice(chat).getByRole('button', { name: 'Save all as JSON' }).click()]);
  const path = (await file.path())!;
  // An import beyond the budget is refused whole.
  await page.locator('#account ~ input[type=file]').setInputFiles(path);
  await expect(page.locator('form.composer .refused')).toContainText(/This import needs \d MB, and this tab has 0 MB left/);
  await expect(chat.sidebar.getByRole('listitem')).toHaveCount(1);

  // Deleting makes room, once it can't be undone any more.
  await chat.choose('Delete');
  await expect(page.getByRole('button', { name: 'Undo' })).toBeVisible();
  await expect(notice(chat)).toHaveCount(0, { timeout: 20_000 });
});

test('the memory in use is shown as soon as an answer is complete, also in a conversation that is not shown', async ({ chat, upstream }) => {
  const held = chat.page.getByText(/of memory$/);
  await chat.ask('A question');
  (await upstream.next()).answer('x'.repeat(20_000));
  await chat.answered();
  await expect(held).toHaveText(/^1 conversation, 2\d KB of memory$/);

  await chat.ask('Another one');
  const open = await upstream.next();
  open.say('Some words.');
  await expect(chat.text).toContainText('Some words.');
  await chat.newChat();
  open.say('y'.repeat(50_000)).finish();
  await expect(held).toHaveText(/^1 conversation, 7\d KB of memory$/);
});
