// What a browser may do with text that is typed or shown: remember it, complete it, check its spelling with a
// service, send it to be translated. The test opens every page, dialog, menu and panel, and checks every field and
// every element that shows a message.

import type { Page } from '@playwright/test';
import { Chat, expect, model, test } from '../fixtures/test.ts';

const CANARY = 'canary-8c02e5';

/** Fields for messages. Their spelling is checked if the configuration allows it. */
const WORDS = [
  'Your message',
  'Edit your message',
  'Edit the answer',
  'Instructions for the model',
  'Name',
  'Find in this conversation',
  'Search conversations and commands',
];

/** All other fields. */
const OTHERS = [
  'Or anybody else, by name',
  'Files to attach',
  'A saved JSON file',
  'Temperature',
  'Top-p',
  'Longest answer',
  'Seed',
  'Stop at',
  'Thinking',
  'Use shortcuts',
];

interface Field {
  name: string;
  autocomplete: string | null;
  translate: string | null;
  spellcheck: string | null;
}

/** Every field of the page, visible or not. Hidden inputs (`type=hidden`) are left out: nobody can type into them. */
function fields(page: Page): Promise<Field[]> {
  return page.evaluate(() => {
    const all = document.querySelectorAll('input:not([type=hidden]), textarea, select, [contenteditable]');
    return [...all].map((field) => {
      const label = (field as HTMLInputElement).labels?.[0]?.querySelector('span')?.firstChild ?? (field as HTMLInputElement).labels?.[0];
      const name = field.ariaLabel ?? label?.textContent?.trim() ?? field.outerHTML;
      const [autocomplete, translate, spellcheck] = ['autocomplete', 'translate', 'spellcheck'].map((attribute) => field.getAttribute(attribute));
      return { name, autocomplete, translate, spellcheck } as Field;
    });
  });
}

/** Where the page contains the canary outside of elements that are excluded from translation. */
function translatable(page: Page): Promise<{ kept: number; told: string[] }> {
  return page.evaluate((canary) => {
    let kept = 0;
    const told: string[] = [];
    const look = (element: Element, text: string) => {
      if (!text.includes(canary)) return;
      if ((element as HTMLElement).translate === false) kept += 1;
      else told.push(`${element.localName}.${element.className}: ${text}`);
    };
    const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node instanceof Text) look(node.parentElement!, node.data);
      else for (const name of ['alt', 'title', 'aria-label', 'placeholder']) look(node as Element, (node as Element).getAttribute(name) ?? '');
    }
    return { kept, told };
  }, CANARY);
}

for (const spellcheck of [false, true]) {
  test(`no browser remembers, completes, translates${spellcheck ? '' : ' or checks'} what is written, in any field of any page${spellcheck ? ', where spelling may be checked' : ''}`, async ({ page, launch, scripted, upstream, guard }) => {
    test.setTimeout(60_000);
    for (const status of [403, 404]) guard.allowStatus(status);
    const server = await launch.mayfly({ config: { ...model(scripted.url), PRIVACY__SPELLCHECK: String(spellcheck) } });
    const chat = new Chat(page, server);
    const seen = new Map<string, Field>();
    let kept = 0;
    /** Checks what is open now. */
    const look = async (state: string): Promise<void> => {
      for (const field of await fields(page)) {
        seen.set(field.name, field);
        const checked = spellcheck && WORDS.includes(field.name) ? 'true' : 'false';
        expect(field, `${state}: ${field.name}`).toEqual({ name: field.name, autocomplete: 'off', translate: 'no', spellcheck: checked });
      }
      const shown = await translatable(page);
      expect(shown.told, state).toEqual([]);
      kept = Math.max(kept, shown.kept);
    };
    const away = () => page.keyboard.press('Escape');

    await chat.open();
    await look('the landing page');
    for (const path of ['/nowhere', '/login/error?reason=denied']) {
      await page.goto(`${server.url}${path}`);
      await look(path);
    }
    await chat.open();
    await page.getByRole('link', { name: /^Sign in with/ }).first().click();
    await page.getByRole('textbox', { name: 'Or anybody else, by name' }).waitFor();
    await look('the demo accounts');
    await chat.chooseDemoPerson('A person');
    await chat.ready();
    await look('an empty page');

    await page.evaluate((canary) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([`Attached ${canary}`], `${canary}.txt`, { type: 'text/plain' }));
      window.dispatchEvent(new DragEvent('drop', { dataTransfer, cancelable: true }));
    }, CANARY);
    await expect(page.locator('form.composer').getByRole('listitem')).toHaveCount(1);
    await look('an attachment');
    await chat.ask(`A question ${CANARY}`);
    const exchange = await upstream.next();
    exchange.think(`A thought ${CANARY}`);
    exchange.answer(`# ${CANARY}\n\n\`\`\`js\nlet a = "${CANARY}";\n\`\`\`\n\n| ${CANARY} | b |\n|---|---|\n| c | d |\n\n[link](https://example.org/${CANARY}) $x^2$`);
    await chat.answered();
    await page.locator('details.thinking summary').click();
    await look('a conversation');

    await chat.questions.last().getByRole('button', { name: 'Edit' }).first().click();
    await look('editing a question');
    await page.getByRole('button', { name: 'Cancel' }).first().click();
    await chat.answer.getByRole('button', { name: 'Edit' }).first().click();
    await look('editing an answer');
    await page.getByRole('button', { name: 'Cancel' }).first().click();

    for (const name of ['Rename', 'Settings of this conversation', 'Find in this conversation']) {
      await chat.choose(name);
      await look(name);
      await away();
    }
    await page.getByRole('button', { name: 'Conversation menu' }).click();
    await look('the menu of the conversation');
    await away();
    await page.locator('[popovertarget="account"]').click();
    await look('the menu of the account');
    await away();
    await chat.chooseAccount('Shortcuts');
    await look('the sheet of shortcuts');
    await away();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').first().fill(CANARY);
    await expect(page.getByRole('option').first()).toBeVisible();
    await look('the search');
    await away();
    await page.getByRole('button', { name: 'What leaves this tab' }).click();
    await look('what leaves this tab');
    await away();

    await chat.ask(`Another question ${CANARY}`);
    const open = await upstream.next();
    open.think(`Thinking ${CANARY}`).say(`Writing ${CANARY}`);
    await expect(chat.text).toContainText('Writing');
    await chat.ask(`A question that waits ${CANARY}`);
    await expect(page.getByRole('group', { name: 'Waiting message' })).toBeVisible();
    await look('an answer that is being written, and what waits');
    open.finish();
    (await upstream.next()).answer('Done');
    await chat.answered();

    // Guards against checking nothing. Add a new field here once it is checked.
    expect([...seen.keys()].sort()).toEqual([...WORDS, ...OTHERS].sort());
    expect(kept).toBeGreaterThan(10);
  });
}
