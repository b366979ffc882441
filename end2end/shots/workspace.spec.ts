// Pictures of the workspace in its states: wide and phone, light and dark. People look at them; nothing compares
// them. `npm run shots` puts them into the folder `shots` beside the sources.

import { join } from 'node:path';
import { ROOT } from '../fixtures/mayfly.ts';
import { Chat, expect, model, test } from '../fixtures/test.ts';
import { still } from '../fixtures/waiting.ts';

const SIZES = [
  ['1440', { viewport: { width: 1440, height: 900 } }],
  ['390', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 }],
] as const;

for (const [width, size] of SIZES) {
  for (const scheme of ['light', 'dark'] as const) {
    test.describe(`${width} ${scheme}`, () => {
      test.use({ ...size, colorScheme: scheme });

      test('the states of a conversation and what opens over it', async ({ page, launch, scripted, upstream, guard }) => {
        guard.allowStatus(429);
        const server = await launch.mayfly({
          config: {
            ...model(scripted.url, 'qwen', { TITLE: 'Qwen3 32B', REASONING: 'true', IMAGES: 'true', CONTEXT_SIZE: '131072' }),
            ...model(scripted.url, 'mistral', { TITLE: 'Mistral Small 3.2', IMAGES: 'true', CONTEXT_SIZE: '131072' }),
            ...model(scripted.url, 'gemma', { TITLE: 'Gemma 3 4B' }),
            DEFAULT_MODEL: 'qwen',
          },
        });
        const chat = new Chat(page, server);
        await chat.signIn('you@example.org');
        const shot = async (name: string) => {
          await page.mouse.move(0, 0);
          await still(page);
          await page.screenshot({ path: join(ROOT, 'shots', `workspace-${name}-${width}-${scheme}.png`) });
        };
        const picker = page.locator('input[type=file][multiple]');
        await shot('empty');
        for (const [question, answer] of [
          ['Names for the new ward', 'Linden, Alder, Rowan.'],
          ['Batching the nightly export', 'In pieces of a thousand rows.'],
        ] as const) {
          await chat.ask(question);
          (await upstream.next()).answer(answer);
          await chat.answered();
          await page.getByRole('button', { name: /^New chat/ }).first().click({ force: true }).catch(() => {});
          if (width === '390') await page.getByRole('button', { name: 'New chat', exact: true }).click();
        }
        const picture = await page.evaluate(() => {
          const canvas = document.createElement('canvas');
          [canvas.width, canvas.height] = [900, 600];
          const context = canvas.getContext('2d')!;
          const sky = context.createLinearGradient(0, 0, 0, 600);
          sky.addColorStop(0, '#dfe3c8');
          sky.addColorStop(1, '#8f9a4a');
          context.fillStyle = sky;
          context.fillRect(0, 0, 900, 600);
          return canvas.toDataURL('image/jpeg').split(',')[1]!;
        });
        await picker.setInputFiles([
          { name: 'notice-p1.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(picture, 'base64') },
          { name: 'lease.txt', mimeType: 'text/plain', buffer: Buffer.alloc(38_000, 'x') },
        ]);
        await expect(page.getByText('lease.txt')).toBeVisible();
        await chat.composer.fill('They say the deposit came late. By the lease, did it?');
        await shot('attachments');
        await chat.composer.press('Enter');
        const first = await upstream.next();
        await expect(chat.answer).toContainText('Waiting for the model… 2 s');
        await shot('waiting');
        first.think('The lease names thirty days. The handover sheet is of 9 October.\nSo the deposit was due on 8 November.');
        await chat.answer.locator('summary').click();
        await shot('thinking');
        await chat.answer.locator('summary').click();
        first.say('No. Clause 4.2 gives you **thirty days** from the day you received the keys, and by the handover sheet that was 9 October, so the deposit was due on 8 November and you paid it on the 6th.');
        await chat.ask('Make it a little warmer, she has been kind before.');
        await shot('streaming');
        await page.getByRole('button', { name: 'Remove waiting message' }).click();
        first.finish();
        await chat.answered();
        await chat.answer.getByRole('button', { name: 'Answer again' }).click();
        (await upstream.next()).answer('No. Clause 4.2 gives you thirty days from the day you received the keys. The notice counts from the day of signing, which the lease does not.');
        await chat.answered();
        await shot('versions');
        await chat.ask('Then write to them. Friendly, firm, one page.');
        const cut = await upstream.next();
        cut.say('Dear Ms Lindqvist,\n\nThank you for your notice of 14 November. I have read it beside the lease, and I believe that the two count from different days.');
        await expect(chat.text).toContainText('different days');
        cut.reset();
        await expect(chat.answer.getByRole('button', { name: 'Continue' })).toBeVisible();
        await chat.ask('And a version in Swedish, please.');
        (await upstream.next()).refuse(429, { 'Retry-After': '40' });
        await expect(chat.answer).toContainText('goes out again');
        await shot('faults');
        await chat.answer.getByRole('button', { name: 'Cancel' }).click();
        await chat.questions.last().getByRole('button', { name: 'Edit' }).click({ force: true });
        await shot('editing');
        await page.keyboard.press('Escape');
        await chat.answers.first().getByRole('button', { name: 'More' }).click();
        await shot('menu');
        await page.keyboard.press('Escape');
        for (const [name, line] of [['rename', 'Rename'], ['settings', 'Settings of this conversation']] as const) {
          await chat.choose(line);
          await shot(name);
          await page.keyboard.press('Escape');
        }
        await page.getByRole('button', { name: /^Model:/ }).click();
        await shot('models');
        await page.keyboard.press('Escape');
        await page.getByRole('button', { name: 'What leaves this tab' }).click();
        await shot('leaves');
        await page.keyboard.press('Escape');
        await page.keyboard.press('Control+k');
        await page.getByRole('combobox', { name: /^Search/ }).fill('dep');
        await shot('palette');
        await page.keyboard.press('Escape');
        await page.keyboard.press('Control+/');
        await shot('shortcuts');
        await page.keyboard.press('Escape');
        if (width === '390') await page.getByRole('button', { name: 'Open sidebar' }).click();
        await page.locator('[popovertarget="account"]').click();
        await shot('account');
        await page.keyboard.press('Escape');
        if (width === '390') await page.keyboard.press('Escape');
        await chat.choose('Delete');
        await shot('undo');
      });
    });
  }
}
