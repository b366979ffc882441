import { clean } from '../fixtures/axe.ts';
import { Chat, expect, model, test } from '../fixtures/test.ts';
import type { Upstream } from '../fixtures/upstream.ts';

async function said(chat: Chat, upstream: Upstream, question: string, answer: string): Promise<void> {
  await chat.ask(question);
  (await upstream.next()).answer(answer);
  await chat.answered();
}

test('a screen reader gets one turn in the right order', async ({ chat, upstream }) => {
  await chat.ask('What is a mayfly?');
  const exchange = await upstream.next();
  exchange.think('An insect.');
  exchange.answer('An *insect* that lives for a day.');
  await chat.answered();
  await chat.answer.getByRole('button', { name: 'Answer again' }).click();
  (await upstream.next()).answer('It lives for a **day**.');
  await chat.answered();
  await expect(chat.page.locator('#transcript')).toMatchAriaSnapshot(`
    - article:
      - heading "You" [level=2]
      - paragraph: What is a mayfly?
      - button "Copy"
      - button "Edit"
      - button "More"
    - article:
      - heading "Answer" [level=2]
      - paragraph:
        - text: It lives for a
        - strong: day
        - text: .
      - button "Previous version"
      - text: 2/2
      - button "Next version" [disabled]
      - button "Copy as Markdown"
      - button "Answer again"
      - button "Edit"
      - button "More"
      - paragraph: /The scripted model first token [\\d.]+ s 11 tokens/
  `);
});

for (const scheme of ['light', 'dark'] as const) {
  test.describe(`in the ${scheme} theme`, () => {
    test.use({ colorScheme: scheme });

    test('axe finds nothing in dialogs, menus, editors, notices and notes', async ({ chat, upstream }) => {
      test.setTimeout(90_000);
      const { page } = chat;
      await page.locator('input[type=file][multiple]').setInputFiles([
        { name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('x') },
        { name: 'bad.bin', mimeType: 'application/octet-stream', buffer: Buffer.from([0]) },
      ]);
      await expect(page.locator('form.composer .refused')).toContainText('bad.bin');
      await clean(page, 'attachments and a refusal');
      await said(chat, upstream, 'One', 'Answer');
      await chat.answer.getByRole('button', { name: 'Answer again' }).click();
      const exchange = await upstream.next();
      exchange.think('A thought');
      await chat.answer.locator('summary').click();
      await chat.ask('Waits');
      await clean(page, 'thinking, and a message that waits');
      await page.getByRole('button', { name: 'Remove waiting message' }).click();
      exchange.say('Cut').finish('length');
      await expect(chat.answer.getByRole('button', { name: 'Continue' })).toBeVisible();
      await clean(page, 'cut, with versions');
      await chat.answer.getByRole('button', { name: 'More' }).click();
      await clean(page, 'the menu of an answer');
      await page.getByRole('menuitem', { name: 'Delete from here on' }).click();
      await expect(page.getByRole('button', { name: 'Undo' })).toBeVisible();
      await clean(page, 'an undo');
      await chat.answer.getByRole('button', { name: 'Edit' }).click();
      await clean(page, 'an editor');
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Conversation menu' }).click();
      await clean(page, 'the menu of the conversation');
      await page.getByRole('menuitem', { name: 'Settings of this conversation' }).click();
      await clean(page, 'settings');
      await page.keyboard.press('Escape');
      await chat.choose('Rename');
      await clean(page, 'rename');
      await page.keyboard.press('Escape');
      await page.keyboard.press('Control+k');
      await clean(page, 'the palette');
      await page.getByRole('combobox', { name: /^Search/ }).fill('one');
      await clean(page, 'hits');
      await page.getByRole('combobox', { name: /^Search/ }).fill('zzz');
      await clean(page, 'no hits');
      await page.keyboard.press('Escape');
      await page.keyboard.press('Control+/');
      await clean(page, 'shortcuts');
      await page.keyboard.press('Escape');
      await page.evaluate(() => history.back());
      await expect(page.getByRole('dialog', { name: 'Leave this page?' })).toBeVisible();
      await clean(page, 'the question on leaving');
    });

    test('axe finds nothing in the model picker', async ({ page, launch, scripted }) => {
      const server = await launch.mayfly({ config: { ...model(scripted.url, 'one', { IMAGES: 'true' }), ...model(scripted.url, 'two') } });
      const chat = new Chat(page, server);
      await chat.signInQuietly();
      await page.getByRole('button', { name: /^Model/ }).click();
      await expect(page.getByRole('dialog', { name: 'Model for this conversation' })).toBeVisible();
      await clean(page, 'the picker');
    });
  });
}
