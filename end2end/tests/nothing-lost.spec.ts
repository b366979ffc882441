// Whatever a person typed, attached or set is within reach until they let go of it knowingly.
import { type Chat, expect, leaving, test } from '../fixtures/test.ts';
import type { Upstream } from '../fixtures/upstream.ts';

async function said(chat: Chat, upstream: Upstream, question: string, answer = 'As you say'): Promise<void> {
  await chat.ask(question);
  (await upstream.next()).answer(answer);
  await chat.answered();
}

const row = (chat: Chat, name: string | RegExp) => chat.sidebar.getByRole('listitem').getByRole('button', { name });

test('a draft in a new chat has a row as soon as it is left, and is there again when it is opened', async ({ chat, upstream }) => {
  await said(chat, upstream, 'one');
  await chat.newChat();
  await chat.composer.fill('a long prompt typed in a new chat');
  await row(chat, 'one').click();
  await row(chat, 'Draft: a long prompt typed in a new chat').click();
  await expect(chat.composer).toHaveValue('a long prompt typed in a new chat');
  await chat.newChat();
  await chat.isEmpty();
  await row(chat, /^Draft/).click();
  await said(chat, upstream, 'now sent');
  await expect(row(chat, /^Draft/)).toHaveCount(0);
});

test('instructions in a new chat have a row when it is left', async ({ chat, upstream }) => {
  await said(chat, upstream, 'one');
  await chat.newChat();
  await chat.page.keyboard.press('Control+k');
  await chat.page.getByRole('combobox').fill('sett');
  await chat.page.keyboard.press('Enter');
  await chat.page.getByLabel('Instructions for the model').fill('Be brief');
  await chat.page.getByRole('button', { name: 'Save', exact: true }).click();
  await row(chat, 'one').click();
  await row(chat, 'New chat').click();
  await chat.ask('two');
  const { body } = await upstream.next();
  expect(JSON.stringify(body.messages)).toContain('Be brief');
});

test('Back, then Enter, stays', async ({ chat, upstream }) => {
  leaving(chat.page, 'leave');
  await said(chat, upstream, 'A message', 'An answer');
  await chat.page.evaluate(() => history.back());
  await expect(chat.page.getByRole('button', { name: 'Stay' })).toBeFocused();
  await chat.page.keyboard.press('Enter');
  await expect(chat.page.getByRole('dialog')).toHaveCount(0);
  await expect(chat.text).toHaveText('An answer');
});

test('forgetting asks once where something is not saved, and saving first keeps it', async ({ chat, upstream }) => {
  await said(chat, upstream, 'A message', 'An answer');
  for (const ask of [
    () => chat.sidebar.getByRole('button', { name: 'Forget everything' }).click(),
    async () => {
      await chat.page.keyboard.press('Control+k');
      await chat.page.getByRole('combobox').fill('forget');
      await chat.page.keyboard.press('Enter');
    },
  ]) {
    await ask();
    await expect(chat.page.getByRole('dialog', { name: 'Forget everything?' })).toBeVisible();
    await chat.page.keyboard.press('Enter');
    await expect(chat.page.getByRole('dialog')).toHaveCount(0);
    await expect(chat.text).toHaveText('An answer');
  }
  await chat.sidebar.getByRole('button', { name: 'Forget everything' }).click();
  const download = chat.page.waitForEvent('download');
  await chat.page.getByRole('button', { name: 'Save first' }).click();
  expect((await download).suggestedFilename()).toMatch(/\.json$/);
  await expect(chat.page.getByRole('dialog')).toHaveCount(0);
  await expect(chat.text).toHaveText('An answer');
  // All of it is saved now: nothing asks.
  await chat.sidebar.getByRole('button', { name: 'Forget everything' }).click();
  await expect(chat.page.getByText('An answer')).toHaveCount(0);
  await chat.ready();
});

test('a paste from an office program is its text, and an image that is alone is an image', async ({ chat }) => {
  const paste = (types: Record<string, string>, file: string) =>
    chat.composer.evaluate(
      (field, [types, file]) => {
        const data = new DataTransfer();
        for (const [type, text] of Object.entries(types)) data.setData(type, text);
        data.items.add(new File([new Uint8Array([1, 2, 3])], file, { type: 'text/plain' }));
        // True: the browser pastes the text.
        return field.dispatchEvent(new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData: data }));
      },
      [types, file] as const,
    );
  const chips = chat.page.locator('form.composer').getByRole('list', { name: 'Attachments' }).getByRole('listitem');
  expect(await paste({ 'text/plain': 'Name\tPrice', 'text/html': '<table></table>' }, 'image.png')).toBe(true);
  await expect(chips).toHaveCount(0);
  expect(await paste({}, 'alone.txt')).toBe(false);
  await expect(chips).toHaveText(/alone\.txt/);
  expect(await paste({ 'text/plain': 'named.txt' }, 'named.txt')).toBe(false);
  await expect(chips).toHaveCount(2);
});

test('text that is dragged is the field’s', async ({ chat }) => {
  const drag = (type: 'dragover' | 'drop') =>
    chat.composer.evaluate((field, type) => {
      const data = new DataTransfer();
      data.setData('text/plain', 'dragged words');
      return field.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: data }));
    }, type);
  expect(await drag('dragover')).toBe(true);
  await expect(chat.page.locator('form.composer')).not.toHaveClass(/drop/);
  expect(await drag('drop')).toBe(true);
});

test('a refusal goes with its cause', async ({ chat }) => {
  const picker = chat.page.locator('input[type=file][multiple]');
  const refusal = chat.page.locator('form.composer .refused');
  await picker.setInputFiles([
    { name: 'one.bin', mimeType: 'application/octet-stream', buffer: Buffer.from([0, 255, 0]) },
    { name: 'two.bin', mimeType: 'application/octet-stream', buffer: Buffer.from([0, 254, 0]) },
  ]);
  await expect(refusal).toContainText('two.bin');
  expect((await refusal.innerText()).split('\n')).toHaveLength(2);
  await picker.setInputFiles({ name: 'fine.txt', mimeType: 'text/plain', buffer: Buffer.from('words') });
  await expect(refusal).toBeHidden();
});
