import { type Chat, expect, test } from '../fixtures/test.ts';

// 1280 px at 400 % are 320 px; at 200 % they are 640 px wide and 400 px high.
for (const [name, viewport] of [
  ['200 %', { width: 640, height: 400 }],
  ['400 %', { width: 320, height: 256 }],
] as const) {
  test.describe(`at ${name} zoom`, () => {
    test.use({ viewport });

    test('nothing is lost: every control of a turn and of each dialog can be reached', async ({ chat, upstream }) => {
      const { page } = chat;
      await chat.ask('A question of some length that is wrapped');
      (await upstream.next()).answer('An answer with some words in it.');
      await chat.answered();
      await sideways(chat);
      for (const button of ['Copy as Markdown', 'Answer again', 'Edit', 'More']) {
        const control = chat.answer.getByRole('button', { name: button });
        await control.scrollIntoViewIfNeeded();
        await expect(control).toBeInViewport();
      }
      for (const [line, dialog, control] of [
        ['Rename', 'Rename this conversation', 'Rename'],
        ['Settings of this conversation', 'Settings of this conversation', 'Save'],
      ] as const) {
        await chat.choose(line);
        const opened = page.getByRole('dialog', { name: dialog });
        const button = opened.getByRole('button', { name: control, exact: true });
        await button.scrollIntoViewIfNeeded();
        await expect(button).toBeInViewport({ ratio: 1 });
        await sideways(chat);
        await page.keyboard.press('Escape');
      }
      await page.getByRole('button', { name: 'What leaves this tab' }).click();
      const leaves = page.getByRole('dialog', { name: 'What leaves this tab' });
      const last = leaves.locator('dd').last();
      await last.scrollIntoViewIfNeeded();
      await expect(last).toBeInViewport();
      await sideways(chat);
    });
  });
}

async function sideways(chat: Chat): Promise<void> {
  const over = await chat.page.evaluate(() => {
    const root = document.documentElement;
    const dialog = document.querySelector('dialog[open]');
    return [root.scrollWidth - root.clientWidth, dialog ? dialog.scrollWidth - dialog.clientWidth : 0];
  });
  expect(over).toEqual([0, 0]);
}
