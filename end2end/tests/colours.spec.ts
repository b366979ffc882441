// The colours of code in the page: each language when it is first shown, under the page's policy.

import { bundle } from '../fixtures/page-scripts.ts';
import { expect, test } from '../fixtures/test.ts';

/** In twenty languages, with the first word that has a colour. */
const LANGUAGES: [name: string, code: string, word: string][] = [
  ['rust', 'fn main() {}', 'fn'], ['py', 'def f(): pass', 'def'], ['js', 'const a = 1;', 'const'], ['ts', 'interface A {}', 'interface'], ['tsx', 'const a = <b />;', 'const'], ['c', 'return x;', 'return'], ['c++', 'class A {};', 'class'], ['c#', 'class A {}', 'class'],
  ['java', 'class A {}', 'class'], ['kotlin', 'fun f() {}', 'fun'], ['go', 'func f() {}', 'func'], ['swift', 'func f() {}', 'func'], ['php', 'function f() {}', 'function'], ['ruby', 'def f; end', 'def'], ['sh', 'if true; then :; fi', 'if'], ['sql', 'SELECT 1', 'SELECT'],
  ['html', '<p>x</p>', 'p'], ['yaml', 'a: 1', 'a'], ['haskell', 'module A where', 'module'], ['elixir', 'def f do end', 'def'],
];

test('twenty languages have their colours; one that nobody knows has none and fetches nothing', async ({ chat, upstream }) => {
  test.setTimeout(60_000);
  const fetched: string[] = [];
  chat.page.on('request', (request) => fetched.push(new URL(request.url()).pathname));
  await chat.ask('Code');
  const fences = LANGUAGES.map(([name, code]) => `\`\`\`${name}\n${code}\n\`\`\``);
  (await upstream.next()).answer(fences.join('\n\n'));
  await chat.answered();
  for (const [name, , word] of LANGUAGES) {
    await expect(chat.text.locator(`figure[data-language="${name}"] .line .w`).first(), name).toHaveText(word);
  }
  const before = fetched.length;
  expect(new Set(fetched).size, 'nothing is fetched twice').toBe(fetched.filter((path) => path !== '/api/chat').length + 1);
  await chat.ask('More');
  (await upstream.next()).answer('```klingon\nfn main() {}\n```\n\n```js\nlet a;\n```\n');
  await chat.answered();
  await expect(chat.text.locator('figure[data-language="js"] .line .w')).toHaveText('let');
  await expect(chat.text.locator('figure[data-language="klingon"] .line')).toHaveText('fn main() {}');
  await expect(chat.text.locator('figure[data-language="klingon"] .line span')).toHaveCount(0);
  // Pieces of the page that are loaded ahead may come at any time.
  expect(fetched.slice(before).filter((path) => !path.startsWith('/pkg/'))).toEqual(['/api/chat']);
});

test('parts are kept for good, and what names them is asked for again', async ({ chat }) => {
  const kept = async (path: string) => (await chat.page.request.get(`${chat.mayfly.url}/text/${path}`)).headers()['cache-control'];
  expect(await kept('enrich.mjs')).toBe('no-cache');
  expect(await kept(bundle('colours'))).toBe('public, max-age=31536000, immutable');
  expect(await kept('licences.txt')).toBe('public, max-age=3600');
});

test('where one language can’t be had, the others still have their colours', async ({ chat, upstream, guard }) => {
  guard.allowStatus(404);
  await chat.page.route('**/text/rust_highlight_rules.*.mjs', (route) => route.fulfill({ status: 404, body: '' }));
  await chat.ask('Code');
  (await upstream.next()).answer('```rust\nfn main() {}\n```\n\n```js\nlet a;\n```\n');
  await chat.answered();
  await expect(chat.text.locator('figure[data-language="js"] .line .w')).toHaveText('let');
  await expect(chat.text.locator('figure[data-language="rust"] .line')).toHaveText('fn main() {}');
});

test('three thousand lines have their colours to the last one, and a comment goes on through all of them', async ({ chat, upstream }) => {
  test.setTimeout(60_000);
  const lines = Array.from({ length: 1500 }, (_, line) => `let a${line} = "b"; // c`);
  const inside = Array.from({ length: 1500 }, (_, line) => `let b${line} = 1;`);
  await chat.ask('Code');
  (await upstream.next()).answer(`\`\`\`rust\n${lines.join('\n')}\n/* from here\n${inside.join('\n')}\n*/ let last;\n\`\`\`\n`);
  await chat.answered();
  await expect(chat.text.locator('.line').last().locator('.w')).toHaveText('let', { timeout: 40_000 });
  await expect(chat.text.locator('.line .w')).toHaveCount(1501);
  await expect(chat.text.locator('.line:has(.c)')).toHaveCount(1500 + 1 + 1500 + 1);
});

test('colours can be told from the text, and read, in light and dark', async ({ chat, upstream }) => {
  await chat.ask('Code');
  (await upstream.next()).answer('```rust\nlet a = "b"; // c\nlet d = 1; f(g)\n```\n\n$\\textcolor{blue}{x}\\textcolor{yellow}{y}$');
  await chat.answered();
  await expect(chat.text.locator('.line .v')).toHaveText('1');
  await expect(chat.text.locator('math')).toHaveCount(1);
  for (const theme of ['light', 'dark']) {
    const ratios = await chat.page.evaluate((theme) => {
      document.documentElement.setAttribute('data-theme', theme);
      const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })!;
      const luminance = (...colours: string[]) => {
        for (const colour of colours) {
          canvas.fillStyle = colour;
          canvas.fillRect(0, 0, 1, 1);
        }
        const [red, green, blue] = [...canvas.getImageData(0, 0, 1, 1).data].map((value) => (value / 255 <= 0.03928 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
        return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
      };
      const behind = (element: Element): string[] => {
        const layers = [];
        for (let at: Element | null = element; at; at = at.parentElement) layers.unshift(getComputedStyle(at).backgroundColor);
        return layers;
      };
      const last = [...document.querySelectorAll('.text')].at(-1)!;
      return Object.fromEntries([...last.querySelectorAll('.line span, math [style*=color]')].map((element) => {
        const [one, other] = [luminance(...behind(element), getComputedStyle(element).color), luminance(...behind(element))];
        return [`${element.className || element.textContent}`, (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05)];
      }));
    }, theme);
    expect(Object.keys(ratios).sort(), theme).toEqual(['c', 's', 'v', 'w', 'x', 'y']);
    for (const [what, ratio] of Object.entries(ratios)) expect(ratio, `${what}, ${theme}`).toBeGreaterThanOrEqual(4.5);
  }
});
