// Developing with `cargo leptos watch`, in a copy of the sources, so that these are not changed.

import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Mayfly, ROOT } from '../fixtures/mayfly.ts';
import { type Program, answering, freePort, start } from '../fixtures/process.ts';
import { Chat, expect, test as base } from '../fixtures/test.ts';

const VIEW = 'src/app/workspace/chat_view.rs';
const BEFORE = 'Ask anything. It stays in this tab, and goes with it.';
const AFTER = 'Edited while it runs.';

const test = base.extend<{ copy: { folder: string; program: Program; mayfly: Mayfly } }>({
  copy: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'mayfly-watch-'));
    for (const name of ['.cargo', 'Cargo.toml', 'Cargo.lock', 'build.rs', 'rust-toolchain.toml', 'src', 'tests', 'examples', 'style', 'public', 'mayfly.example.toml', 'docs', 'README.md']) {
      cpSync(join(ROOT, name), join(folder, name), { recursive: true });
    }
    const [port, reload] = [await freePort(), await freePort()];
    const program = start('cargo leptos watch', 'cargo', ['leptos', 'watch'], {
      cwd: folder,
      group: true,
      env: {
        ...Object.fromEntries(['CARGO_HOME', 'RUSTUP_HOME'].flatMap((name) => (process.env[name] ? [[name, process.env[name]!]] : []))),
        // Uses the dependencies that the tests were built with; only the project itself is compiled again.
        CARGO_TARGET_DIR: resolve(ROOT, 'target'),
        RUST_BACKTRACE: '0',
        LEPTOS_SITE_ADDR: `127.0.0.1:${port}`,
        LEPTOS_RELOAD_PORT: String(reload),
        MAYFLY__LISTEN: `127.0.0.1:${port}`,
        MAYFLY__PROBE: 'false',
        MAYFLY_CONFIG: '',
      },
    });
    await answering(program, `http://127.0.0.1:${port}/`, 12 * 60_000);
    await use({ folder, program, mayfly: new Mayfly(program, `http://127.0.0.1:${port}`, port) });
    await program.stop('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  },
});

test('an edited view appears in the page without a reload by hand, and the person is still signed in', async ({ page, copy, guard }) => {
  // While the server restarts, requests of the page may fail.
  guard.allowNetwork('ERR_CONNECTION_REFUSED');
  guard.allowNetwork('ERR_CONNECTION_RESET');
  guard.allowNetwork('ERR_EMPTY_RESPONSE');
  const chat = new Chat(page, copy.mayfly);
  await chat.signIn();
  await expect(page.getByText(BEFORE)).toBeVisible();
  expect(await page.evaluate(() => document.title)).toBe('Mayfly');

  const view = join(copy.folder, VIEW);
  const source = readFileSync(view, 'utf8');
  expect(source).toContain(BEFORE);
  writeFileSync(view, source.replace(BEFORE, AFTER));
  // Nobody reloads the page: the reload socket does.
  await expect(page.getByText(AFTER)).toBeVisible({ timeout: 10 * 60_000 });
  await chat.ready();
  expect(await page.evaluate(() => document.title)).toBe('Mayfly');
  await expect(page.getByRole('link', { name: /^Sign in with/ })).toHaveCount(0);
  await chat.ask('echo after the edit');
  await expect(chat.text).toHaveText('after the edit');
});
