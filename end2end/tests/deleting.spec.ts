import { type Chat, expect, test } from '../fixtures/test.ts';
import type { Upstream } from '../fixtures/upstream.ts';

async function said(chat: Chat, upstream: Upstream, question: string, answer: string): Promise<void> {
  await chat.ask(question);
  (await upstream.next()).answer(answer);
  await chat.answered();
}

const undo = (chat: Chat) => chat.page.getByRole('button', { name: 'Undo' });

test('a message is deleted with all that follows, and one click restores it', async ({ chat, upstream }) => {
  await said(chat, upstream, 'One', 'Answer one');
  await said(chat, upstream, 'Two', 'Answer two');
  await chat.questions.last().hover();
  await chat.questions.last().getByRole('button', { name: 'More' }).click();
  await chat.page.getByRole('menuitem', { name: 'Delete from here on' }).click();
  await expect(chat.messages).toHaveCount(2);
  await undo(chat).click();
  await expect(chat.messages).toHaveCount(4);
  await expect(chat.text).toHaveText('Answer two');
  await expect(undo(chat)).toHaveCount(0);
});

test('deleting a version shows its neighbour, and undo restores exactly', async ({ chat, upstream }) => {
  await said(chat, upstream, 'One', 'First');
  await chat.answer.getByRole('button', { name: 'Answer again' }).click();
  (await upstream.next()).answer('Second');
  await chat.answered();
  await chat.answer.getByRole('button', { name: 'More' }).click();
  await chat.page.getByRole('menuitem', { name: 'Delete from here on' }).click();
  await expect(chat.text).toHaveText('First');
  await expect(chat.answer.getByLabel(/^Version/)).toHaveCount(0);
  await chat.composer.blur();
  await chat.page.keyboard.press('Control+z');
  await expect(chat.text).toHaveText('Second');
  await expect(chat.answer.getByLabel('Version 2 of 2')).toBeVisible();
});

test('a conversation is deleted and restored to its place', async ({ chat, upstream }) => {
  for (const name of ['First', 'Second', 'Third']) {
    if (name !== 'First') await chat.newChat();
    await said(chat, upstream, `${name} conversation`, name);
  }
  const rows = chat.sidebar.getByRole('listitem');
  await rows.nth(1).getByRole('button').click();
  await chat.choose('Delete');
  await expect(rows).toHaveText([/Third/, /First/]);
  await undo(chat).click();
  await expect(rows).toHaveText([/Third/, /Second/, /First/]);
  await expect(chat.text).toHaveText('Second');
});

test('a second deletion can be undone for as long as the first one', async ({ chat, upstream }) => {
  const { page } = chat;
  await page.clock.install();
  await said(chat, upstream, 'Deleted twice', 'Answer');
  await chat.choose('Delete');
  await undo(chat).click();
  await expect(chat.text).toHaveText('Answer');
  await page.clock.fastForward('00:10');
  await chat.choose('Delete');
  // The first offer’s timeout does not end the second offer.
  await page.clock.fastForward('00:10');
  await expect(undo(chat)).toBeVisible();
  await page.clock.fastForward('00:03');
  await expect(undo(chat)).toHaveCount(0);
});

test('deleting the last conversation leaves an empty one, and undo brings it back', async ({ chat, upstream }) => {
  await said(chat, upstream, 'The only one', 'Answer');
  await chat.choose('Delete');
  await chat.isEmpty();
  await undo(chat).click();
  await expect(chat.text).toHaveText('Answer');
});

test('deleting a conversation that is being written closes the connection to the model', async ({ chat, upstream }) => {
  await chat.ask('Endless');
  const exchange = await upstream.next();
  exchange.say('On and on');
  await expect(chat.text).toHaveText('On and on');
  await chat.choose('Delete');
  await exchange.closed;
  await undo(chat).click();
  await expect(chat.text).toHaveText('On and on');
  await expect(chat.answer.getByRole('heading', { level: 2 }).first()).toHaveText('Answer, stopped');
});

test('an answer that is being written can’t be deleted', async ({ chat, upstream }) => {
  await chat.ask('A question');
  const exchange = await upstream.next();
  exchange.say('Part');
  await expect(chat.text).toHaveText('Part');
  await chat.questions.last().hover();
  await chat.questions.last().getByRole('button', { name: 'More' }).click();
  await chat.page.getByRole('menuitem', { name: 'Delete from here on' }).click();
  await expect(chat.page.locator('form.composer .refused')).toContainText('stop it first');
  await expect(chat.messages).toHaveCount(2);
  exchange.finish();
  await chat.answered();
});

for (const [where, viewport] of [
  ['on a wide page', { width: 1280, height: 800 }],
  ['on a phone', { width: 390, height: 844 }],
] as const) {
  test(`the undo does not cover the empty page’s line ${where}`, async ({ chat, upstream }) => {
    await chat.page.setViewportSize(viewport);
    const line = chat.page.getByText('Ask anything.');
    await expect(line).toHaveCSS('opacity', '1');
    await chat.ask('To be deleted');
    (await upstream.next()).answer('Gone soon.');
    await chat.answered();
    await chat.choose('Delete');
    const undo = chat.page.locator('.toast');
    await expect(undo).toBeVisible();
    // Both are at the same place, so only one of them may be visible.
    expect((await undo.boundingBox())!.y).toBeLessThan((await line.boundingBox())!.y + (await line.boundingBox())!.height);
    await expect(line).toHaveCSS('opacity', '0');
    await undo.getByRole('button', { name: 'Undo' }).click();
    await expect(chat.text).toHaveText('Gone soon.');
  });
}
