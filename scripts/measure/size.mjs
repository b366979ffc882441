// What a browser fetches for a first load, in bytes on the wire. Prints a table for the landing page and for the chat;
// for the chat also the pieces before the first answer, and those loaded on first use. The goal counts everything
// before the first answer.

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { get, signIn, startServer } from './server.mjs';

const GOAL_KIB = 150;
/** The piece that is loaded before the first answer. */
const MARKDOWN = 'text';

/** The files that a page names, in order, without those that it does not load. */
function files(html) {
  const found = new Set();
  for (const [tag] of html.matchAll(/<(?:link|script|img)\b[^>]*>/g)) {
    if (tag.startsWith('<link') && !/\brel="?(?:stylesheet|modulepreload|preload|icon|manifest)\b/.test(tag)) continue;
    const [, path] = tag.match(/\b(?:href|src)="([^"]+)"/) ?? [];
    if (path && !path.startsWith('data:') && !path.startsWith('#')) found.add(path);
  }
  return [...found];
}

/** The files that a script imports by name. */
function imports(script) {
  return [...script.matchAll(/(?:\bfrom|\bimport)\s*["'](\.\/[^"']+\.js)["']/g)].map(([, path]) => path);
}

/** A first load: the files until the page is live, and the pieces of the bundle that are loaded later. */
async function measure(url, cookie) {
  const rows = [];
  const add = async (path) => {
    rows.push(await weigh(url, path, cookie));
    return (await get(new URL(path, url).href, { headers: { accept: 'text/html,*/*', ...(cookie && { cookie }) } })).body.toString();
  };

  for (const path of files(await add('/'))) {
    const text = await add(path);
    if (path.endsWith('.css')) {
      for (const [, inner] of text.matchAll(/url\(["']?([^"')]+)["']?\)/g)) {
        if (!inner.startsWith('data:') && !inner.startsWith('#')) await add(new URL(inner, new URL(path, url)).pathname);
      }
    }
    if (path.endsWith('.js')) {
      for (const inner of imports(text)) {
        const script = new URL(inner, new URL(path, url)).pathname;
        if (!rows.some((row) => row.path === script)) await add(script);
      }
    }
  }
  return rows;
}

/** One file, in bytes on the wire. */
async function weigh(url, path, cookie) {
  const { status, headers, body } = await get(new URL(path, url).href, {
    headers: { 'accept-encoding': 'br', accept: 'text/html,*/*', ...(cookie && { cookie }) },
  });
  if (status !== 200) throw new Error(`${path} is answered with ${status}`);
  return { path, type: headers['content-type']?.split(';')[0] ?? '', encoding: headers['content-encoding'] ?? 'as it is', bytes: body.length };
}

/** The pieces that are loaded later, each with its files. Several pieces may share a file. */
function pieces() {
  const folder = join(process.env.MAYFLY_SITE_ROOT ?? 'target/site', 'pkg');
  const manifest = readdirSync(folder).find((name) => /^__wasm_split_manifest\.[^.]+\.json$/.test(name));
  const all = manifest ? JSON.parse(readFileSync(join(folder, manifest), 'utf8')) : {};
  return Object.fromEntries(Object.entries(all).map(([name, files]) => [name, files.map((file) => `/pkg/${file}.wasm`)]));
}

/** Files with those that they import, each once. */
async function withImports(url, rows, cookie) {
  const found = [...rows];
  for (const { path } of found) {
    const text = (await get(new URL(path, url).href, { headers: { accept: '*/*', ...(cookie && { cookie }) } })).body.toString();
    for (const [, inner] of text.matchAll(/(?:\bfrom|\bimport)\s*["'](\.\/[^"']+\.mjs)["']/g)) {
      const more = new URL(inner, new URL(path, url)).pathname;
      if (!found.some((row) => row.path === more)) found.push(await weigh(url, more, cookie));
    }
  }
  return found;
}

/** Prints files and their sum, and returns the sum. */
function table(title, rows) {
  const total = rows.reduce((sum, row) => sum + row.bytes, 0);
  console.log(`\n${title}`);
  for (const { path, type, encoding, bytes } of rows) {
    console.log(`  ${path.padEnd(50)} ${type.padEnd(22)} ${encoding.padEnd(10)} ${bytes.toLocaleString('en').padStart(9)}`);
  }
  console.log(`  ${'total'.padEnd(84)} ${total.toLocaleString('en').padStart(9)} bytes = ${(total / 1024).toFixed(1)} KiB in ${rows.length} requests`);
  return total;
}

const server = await startServer();
try {
  table('Landing page', await measure(server.url));
  const cookie = await signIn(server);
  const live = table('Chat, signed in: until the page is live', await measure(server.url, cookie));
  const { [MARKDOWN]: markdown = [], ...rest } = pieces();
  const known = new Set(markdown);
  const all = (paths) => Promise.all(paths.map((path) => weigh(server.url, path, cookie)));
  const before = table('Loaded as soon as it is live, and needed for the first answer: Markdown', await all(markdown));
  for (const [name, files] of Object.entries(rest).sort()) {
    const more = files.filter((file) => !known.has(file));
    more.forEach((file) => known.add(file));
    table(`Loaded when it is first used, or after the first answer: ${name}, beyond what is above`, await all(more));
  }
  const parts = readdirSync(join(process.env.MAYFLY_SITE_ROOT ?? 'target/site', 'text')).filter((name) => name.endsWith('.mjs'));
  const find = (...names) => all(names.map((name) => `/text/${parts.find((part) => part.startsWith(`${name}.`))}`));
  table('Loaded with the first code, formula or link', await find('enrich'));
  table('Loaded with the first code, beyond what is above, for code in Rust', await withImports(server.url, await find('colours', 'rust_highlight_rules'), cookie));
  table('Loaded with the first formula, beyond what is above', await find('formulas'));
  table('Loaded with the first chemical formula', await find('chemistry'));
  const kib = (bytes) => (bytes / 1024).toFixed(0);
  console.log(`\nUntil the page is live ${kib(live)} KiB, until the first answer ${kib(live + before)} KiB.`);
  console.log(`Goal for all that comes before the first answer: ${GOAL_KIB} KiB. This is ${kib((100 * (live + before)) / GOAL_KIB)} % of it.`);
} finally {
  await server.stop();
}
