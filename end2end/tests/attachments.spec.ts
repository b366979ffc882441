import type { Locator, Page } from '@playwright/test';
import { Chat, expect, model, test } from '../fixtures/test.ts';

const picker = (page: Page) => page.locator('input[type=file][multiple]');
const chips = (page: Page) => page.locator('form.composer').getByRole('list', { name: 'Attachments' }).getByRole('listitem');
const refusal = (page: Page) => page.locator('form.composer .refused');

/** A picture of one colour, drawn by the browser. */
async function picture(page: Page, width: number, height: number, type = 'image/png'): Promise<Buffer> {
  const url = await page.evaluate(
    ([width, height, type]) => {
      const canvas = document.createElement('canvas');
      canvas.width = width as number;
      canvas.height = height as number;
      const context = canvas.getContext('2d')!;
      context.fillStyle = '#a8b820';
      context.fillRect(0, 0, canvas.width, canvas.height);
      return canvas.toDataURL(type as string);
    },
    [width, height, type] as const,
  );
  return Buffer.from(url.split(',')[1]!, 'base64');
}

/** Passes files to the page as a paste or a drop does. */
async function hand(target: Locator, event: 'paste' | 'drop', files: { name: string; mime: string; bytes: Buffer }[]): Promise<void> {
  await target.evaluate(
    (element, [event, files]) => {
      const data = new DataTransfer();
      for (const { name, mime, base64 } of files) {
        const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
        data.items.add(new File([bytes], name, { type: mime }));
      }
      const options = { bubbles: true, cancelable: true };
      element.dispatchEvent(
        event === 'paste'
          ? new ClipboardEvent('paste', { ...options, clipboardData: data })
          : new DragEvent('drop', { ...options, dataTransfer: data }),
      );
    },
    [event, files.map(({ name, mime, bytes }) => ({ name, mime, base64: bytes.toString('base64') }))] as const,
  );
}

async function pasteText(chat: Chat, text: string): Promise<void> {
  await chat.composer.evaluate((field, text) => {
    const data = new DataTransfer();
    data.setData('text/plain', text);
    field.dispatchEvent(new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData: data }));
  }, text);
}

test('a picture is scaled down in the browser, sent as data, and shown small where it was sent', { tag: '@main' }, async ({ chat, upstream }) => {
  await picker(chat.page).setInputFiles({ name: 'wide.png', mimeType: 'image/png', buffer: await picture(chat.page, 3000, 1500) });
  await expect(chips(chat.page)).toContainText('wide.png');
  await expect(chips(chat.page).locator('img')).toHaveJSProperty('complete', true);
  await chat.ask('What is this?');
  const exchange = await upstream.next();
  const parts = exchange.body.messages[0]!.content as { type: string; text?: string; image_url?: { url: string } }[];
  expect(parts.map((part) => part.type)).toEqual(['image_url', 'text']);
  const url = parts[0]!.image_url!.url;
  expect(url).toMatch(/^data:image\/png;base64,/);
  const size = await chat.page.evaluate(async (url) => {
    const image = new Image();
    image.src = url;
    await image.decode();
    return [image.naturalWidth, image.naturalHeight];
  }, url);
  expect(size).toEqual([1568, 784]);
  exchange.answer('A field.');
  await chat.answered();

  const shown = chat.questions.getByRole('img', { name: 'Attached picture wide.png' });
  await expect(shown).toBeVisible();
  expect(await shown.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(1568);
  expect((await shown.boundingBox())!.height).toBeLessThanOrEqual(200);
  await expect(chips(chat.page)).toHaveCount(0);
});

test('pictures come in by paste and by drop, too', async ({ chat, upstream }) => {
  const bytes = await picture(chat.page, 20, 20, 'image/jpeg');
  await hand(chat.composer, 'paste', [{ name: 'pasted.jpg', mime: 'image/jpeg', bytes }]);
  await expect(chips(chat.page)).toHaveText([/pasted\.jpg/]);
  await hand(chat.page.locator('body'), 'drop', [{ name: 'dropped.jpg', mime: 'image/jpeg', bytes }]);
  await expect(chips(chat.page)).toHaveText([/pasted\.jpg/, /dropped\.jpg/]);
  await chat.page.getByRole('button', { name: 'Remove pasted.jpg' }).click();
  await expect(chips(chat.page)).toHaveText([/dropped\.jpg/]);
  // A message may consist of a picture only.
  await chat.send.click();
  const exchange = await upstream.next();
  expect(JSON.stringify(exchange.body.messages)).toContain('data:image/jpeg;base64,');
  exchange.answer('Yes.');
  await chat.answered();
});

test('a text file’s content is sent', async ({ chat, upstream }) => {
  await picker(chat.page).setInputFiles({ name: 'lease.txt', mimeType: 'text/plain', buffer: Buffer.from('Clause 4.2\n```\nthirty days') });
  await expect(chips(chat.page)).toContainText('lease.txt');
  await chat.ask('What does it say?');
  const exchange = await upstream.next();
  expect(exchange.question).toContain('lease.txt:\n\n````\nClause 4.2\n```\nthirty days\n````');
  expect(exchange.question).toContain('What does it say?');
  exchange.answer('Thirty days.');
  await chat.answered();
  await expect(chat.questions.getByRole('list', { name: 'Attachments' })).toContainText('lease.txt');
});

test('a long paste becomes a chip, which can be turned back into text', async ({ chat }) => {
  const long = Array.from({ length: 120 }, (_, line) => `line ${line}`).join('\n');
  await chat.composer.fill('before');
  await pasteText(chat, long);
  await expect(chips(chat.page)).toContainText('Pasted text');
  await expect(chips(chat.page)).toContainText('120 lines');
  await expect(chat.composer).toHaveValue('before');
  await chat.page.getByRole('button', { name: 'Turn back into text' }).click();
  await expect(chips(chat.page)).toHaveCount(0);
  await expect(chat.composer).toHaveValue(`before\n\n${long}`);
});

test('a short paste stays text', async ({ chat }) => {
  await pasteText(chat, 'short');
  await expect(chips(chat.page)).toHaveCount(0);
});

test('every file that can’t be attached is refused by name, and the others are attached', async ({ chat }) => {
  const good = await picture(chat.page, 8, 8);
  await picker(chat.page).setInputFiles([
    { name: 'broken.png', mimeType: 'image/png', buffer: Buffer.from('this is no picture') },
    { name: 'program.bin', mimeType: 'application/octet-stream', buffer: Buffer.from([0, 1, 2, 255, 0]) },
    { name: 'good.png', mimeType: 'image/png', buffer: good },
  ]);
  await expect(chips(chat.page)).toHaveText([/good\.png/]);
  await expect(refusal(chat.page)).toContainText('broken.png: this picture can’t be read');
  await expect(refusal(chat.page)).toContainText('program.bin: this is neither a picture nor text');
});

test('the same file can be picked again after it was removed', async ({ chat }) => {
  const file = { name: 'again.txt', mimeType: 'text/plain', buffer: Buffer.from('x') };
  await picker(chat.page).setInputFiles(file);
  await chat.page.getByRole('button', { name: 'Remove again.txt' }).click();
  await expect(chips(chat.page)).toHaveCount(0);
  await picker(chat.page).setInputFiles(file);
  await expect(chips(chat.page)).toContainText('again.txt');
});

test('a text file larger than a message may be is refused with its size', async ({ page, launch, scripted }) => {
  const server = await launch.mayfly({ config: { ...model(scripted.url), LIMITS__MESSAGE_BYTES: '100KB' } });
  const chat = new Chat(page, server);
  await chat.signInQuietly();
  await picker(page).setInputFiles({ name: 'huge.txt', mimeType: 'text/plain', buffer: Buffer.alloc(300_000, 'x') });
  await expect(refusal(page)).toContainText('huge.txt: 0.3 MB of text is more than the 0.1 MB that a message takes');
  await expect(chips(page)).toHaveCount(0);
});

test.describe('with a model that takes no pictures', () => {
  test('a picture is refused when it is attached, and when the model is changed after that', async ({ page, launch, scripted, upstream }) => {
    const server = await launch.mayfly({
      config: {
        ...model(scripted.url, 'blind', { IMAGES: 'false' }),
        ...model(scripted.url, 'seeing', { IMAGES: 'true' }),
        DEFAULT_MODEL: 'blind',
      },
    });
    const chat = new Chat(page, server);
    await chat.signInQuietly();
    const buffer = await picture(page, 8, 8);
    await picker(page).setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer });
    await expect(refusal(page)).toContainText('a.png: the chosen model does not take pictures');
    await expect(chips(page)).toHaveCount(0);

    const pick = async (name: string) => {
      await page.getByRole('button', { name: /^Model:/ }).click();
      await page.getByRole('radio', { name: new RegExp(name) }).click();
    };
    await pick('The seeing model');
    await picker(page).setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer });
    await expect(chips(page)).toContainText('a.png');
    await pick('The blind model');
    await chat.ask('Look');
    await expect(refusal(page)).toContainText('does not take pictures');
    await expect(chat.composer).toHaveValue('Look');
    expect(upstream.requests).toHaveLength(0);

    // The model that takes pictures answers first, then the other one, without the picture.
    await pick('The seeing model');
    await chat.composer.press('Enter');
    (await upstream.next()).answer('I see.');
    await chat.answered();
    await pick('The blind model');
    await chat.ask('And now?');
    const blind = await upstream.next();
    expect(JSON.stringify(blind.body.messages)).not.toContain('image_url');
    expect(JSON.stringify(blind.body.messages)).toContain('(A picture, a.png, stood here.)');
    blind.answer('I can’t see it.');
    await chat.answered();
  });
});

test('editing a question keeps its attachments', async ({ chat, upstream }) => {
  await picker(chat.page).setInputFiles({ name: 'kept.txt', mimeType: 'text/plain', buffer: Buffer.from('the content') });
  await expect(chips(chat.page)).toContainText('kept.txt');
  await chat.ask('First');
  (await upstream.next()).answer('One.');
  await chat.answered();
  await chat.composer.press('ArrowUp');
  const editor = chat.page.getByRole('textbox', { name: 'Edit your message' });
  await editor.fill('Second');
  await editor.press('Enter');
  const exchange = await upstream.next();
  expect(exchange.question).toContain('the content');
  expect(exchange.question).toContain('Second');
  exchange.answer('Two.');
  await chat.answered();
  await expect(chat.questions.getByRole('list', { name: 'Attachments' })).toContainText('kept.txt');
});
