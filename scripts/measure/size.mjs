// What a browser fetches for a first load, in bytes as they go over the wire. Prints a table for the
// landing page and one for the chat, which has the goal.

import { get, signIn, startServer } from './server.mjs';

const GOAL_KIB = 150;

/** The files that a page names, in order; what it names without loading it (icons of links) is left out. */
function files(html) {
  const found = new Set();
  for (const [tag] of html.matchAll(/<(?:link|script|img)\b[^>]*>/g)) {
    if (tag.startsWith('<link') && !/\brel="?(?:stylesheet|modulepreload|preload|icon|manifest)\b/.test(tag)) continue;
    const [, path] = tag.match(/\b(?:href|src)="([^"]+)"/) ?? [];
    if (path && !path.startsWith('data:') && !path.startsWith('#')) found.add(path);
  }
  return [...found];
}

async function measure(title, url, cookie) {
  const ask = (path) => get(new URL(path, url).href, { headers: { 'accept-encoding': 'br', accept: 'text/html,*/*', ...(cookie && { cookie }) } });
  const rows = [];
  const add = async (path) => {
    const { status, headers, body } = await ask(path);
    if (status !== 200) throw new Error(`${path} is answered with ${status}`);
    rows.push({ path, type: headers['content-type']?.split(';')[0] ?? '', encoding: headers['content-encoding'] ?? 'as it is', bytes: body.length });
    return { headers, body };
  };

  await add('/');
  // The same page once more, as text: the one above is compressed where the server does that.
  const plain = (await get(url, { headers: { accept: 'text/html', ...(cookie && { cookie }) } })).body.toString();
  for (const path of files(plain)) {
    await add(path);
    if (!path.endsWith('.css')) continue;
    const css = (await get(new URL(path, url).href)).body.toString();
    for (const [, inner] of css.matchAll(/url\(["']?([^"')]+)["']?\)/g)) {
      if (!inner.startsWith('data:') && !inner.startsWith('#')) await add(new URL(inner, new URL(path, url)).pathname);
    }
  }

  const total = rows.reduce((sum, row) => sum + row.bytes, 0);
  console.log(`\n${title}`);
  for (const { path, type, encoding, bytes } of rows) {
    console.log(`  ${path.padEnd(34)} ${type.padEnd(22)} ${encoding.padEnd(10)} ${bytes.toLocaleString('en').padStart(9)}`);
  }
  console.log(`  ${'total'.padEnd(68)} ${total.toLocaleString('en').padStart(9)} bytes = ${(total / 1024).toFixed(1)} KiB in ${rows.length} requests`);
  return total;
}

const server = await startServer();
try {
  await measure('Landing page', server.url);
  const total = await measure('Chat, signed in', server.url, await signIn(server));
  console.log(`\nGoal for the finished product: ${GOAL_KIB} KiB. This is ${((100 * total) / 1024 / GOAL_KIB).toFixed(0)} % of it.`);
} finally {
  await server.stop();
}
