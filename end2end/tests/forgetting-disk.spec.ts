// Searches the browser's profile for conversations, after it was closed normally and after it was killed. A control
// page in the same browser stores what Mayfly avoids storing (a title, a field's text, a database), and the same search
// must find it. LevelDB's tables are searched both as they are and decompressed; SQLite does not compress, and text that
// it splits over pages is found in pieces.

import { mkdtempSync, readFileSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium } from '@playwright/test';
import { Canary, type Hit, summary } from '../fixtures/canary.ts';
import { fillTab } from '../fixtures/full-tab.ts';
import { decompressed } from '../fixtures/leveldb.ts';
import { filesBelow } from '../fixtures/memory.ts';
import { eventually } from '../fixtures/process.ts';
import { Chat, expect, leaving, test } from '../fixtures/test.ts';

/** How long the browser may take to save the state of its tabs, in milliseconds. */
const WRITES = 40_000;

/** What the control page leaves: its title, the text typed into it, the records it stored. */
const LEAVES = ['title in History', 'edited in Sessions', 'attached in IndexedDB', 'attached in tables, decompressed'];
/** How many records it stores, and their padding in bytes: enough for the database to write a table. */
const [RECORDS, BESIDE] = [300, 24_000];

const table: string[][] = [];
test.afterAll(() => {
  if (table.length === 0) return;
  const rows = [['how the browser ended', 'files', 'bytes', 'found of conversations', 'found of the control page'], ...table];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  console.log(`\n${rows.map((row) => row.map((cell, at) => cell.padEnd(widths[at]!)).join('  ').trimEnd()).join('\n')}\n`);
});

for (const [name, end] of [
  ['closed', (context: BrowserContext) => context.close()],
  ['killed', kill],
] as const) {
  test(`nothing of a conversation is on the disk after the browser was ${name}`, async ({ server, upstream }, { project }) => {
    test.skip(name === 'killed' && process.platform !== 'linux', 'reads /proc');
    test.setTimeout(150_000);
    const folder = mkdtempSync(join(tmpdir(), 'mayfly-profile-'));
    const [canary, control] = [new Canary(), new Canary()];
    const tempting = await temptingPage(control);
    try {
      const context = await chromium.launchPersistentContext(folder, project.use.launchOptions);
      const other = await context.newPage();
      await other.goto(tempting.url);
      const field = other.getByRole('textbox');
      await field.fill(control.word('edited'));
      await expect(other.getByText('stored')).toBeVisible();

      const chat = new Chat(context.pages()[0]!, server);
      leaving(chat.page, 'leave');
      await chat.signIn();
      // The browser saves the tab in front sooner than tabs behind it. So once a later change of the tab behind it
      // is on the disk, everything that the browser saves of the tab in front is there, too.
      const written = async () => {
        const later = new Canary();
        await field.fill(`${control.word('edited')} ${later.word('edited')}`);
        const sessions = () => filesBelow(folder).filter((file) => partOf(file) === 'Sessions');
        const has = (file: string) => later.in(readFileSync(join(folder, file)), file).length > 0;
        await eventually('the browser has saved the state of its tabs', () => sessions().some(has), WRITES);
      };
      const open = await fillTab(chat, upstream, canary);
      await chat.page.bringToFront();
      await written();
      await chat.page.reload();
      await chat.ready();
      await open.closed;
      await chat.composer.fill(`Another draft ${canary.word('prompt')}`);
      await written();
      await end(context, folder);

      const files = filesBelow(folder);
      let bytes = 0;
      const found: Hit[] = [];
      const tempted: Hit[] = [];
      for (const file of files) {
        const content = readFileSync(join(folder, file));
        bytes += content.length;
        for (const [place, part] of [[file, content], [`${file}/tables, decompressed`, decompressed(content)]] as const) {
          found.push(...canary.in(part, place), ...canary.anyPieceIn(part, place));
          tempted.push(...control.in(part, place), ...control.anyPieceIn(part, place));
        }
      }
      const left = [...new Set(tempted.map(({ kind, place }) => `${kind} in ${partOf(place)}`))].filter((one) => !one.startsWith('?'));
      table.push([name, String(files.length), `${(bytes / 1e6).toFixed(0)} MB`, String(found.length), left.sort().join(', ')]);
      for (const one of LEAVES) expect(left, 'the search finds what a page leaves').toContain(one);
      expect(summary(found)).toEqual([]);
    } finally {
      await tempting.stop();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  });
}

/** The folder of the profile that contains a place, or how the place was read. */
const partOf = (place: string) => (place.includes('decompressed') ? 'tables, decompressed' : place.split(/[/+]/)[1]);

/** Kills the browser of this profile, and waits until all its processes have ended. */
async function kill(_: BrowserContext, folder: string): Promise<void> {
  const ours = () =>
    readdirSync('/proc').filter((pid) => {
      try {
        return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(`--user-data-dir=${folder}`);
      } catch {
        return false;
      }
    });
  // The profile's lock names the main process.
  const main = readlinkSync(join(folder, 'SingletonLock')).split('-').at(-1)!;
  expect(ours()).toContain(main);
  process.kill(Number(main), 'SIGKILL');
  await eventually('the browser is gone', () => ours().length === 0);
}

/** A page that stores text in every way that a page can. */
async function temptingPage(control: Canary): Promise<{ url: string; stop: () => Promise<void> }> {
  const html = `<!doctype html><title>${control.word('title')}</title><textarea aria-label="Words"></textarea><p></p><script>
    const open = indexedDB.open('words', 1);
    open.onupgradeneeded = () => open.result.createObjectStore('words');
    open.onsuccess = () => {
      const change = open.result.transaction('words', 'readwrite', { durability: 'strict' });
      for (let record = 0; record < ${RECORDS}; record += 1) {
        change.objectStore('words').put(${JSON.stringify(control.word('attached'))} + ' '.repeat(${BESIDE}), record);
      }
      change.oncomplete = () => (document.querySelector('p').textContent = 'stored');
    };
  </script>`;
  const server: Server = createServer((_, response) => response.writeHead(200, { 'content-type': 'text/html', 'cache-control': 'max-age=0' }).end(html));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
