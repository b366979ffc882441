// `make run` on a machine where nothing is configured. It runs the build that exists already. Whatever else
// listens on the machine must not matter: each test runs once more beside foreign model servers.

import { readFileSync, readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { Mayfly, ROOT } from '../fixtures/mayfly.ts';
import { type Program, answering, eventually, freePort, start } from '../fixtures/process.ts';
import { missing } from '../fixtures/small-model.ts';
import { Chat, expect, test as base } from '../fixtures/test.ts';

const test = base.extend<{ run: { program: Program; mayfly: Mayfly } }>({
  run: async ({}, use) => {
    const port = await freePort();
    // The tests must not use what listens on the machine's ports.
    const env = { MAYFLY__PROBE: 'false' };
    const args = ['run', `ARGS=--listen 127.0.0.1:${port}`];
    const program = start('make run', 'make', args, { cwd: ROOT, env, group: true });
    await eventually('the server says where it is', () => program.output.includes(`Mayfly  http://127.0.0.1:${port}`), 60_000);
    await answering(program, `http://127.0.0.1:${port}/`);
    await use({ program, mayfly: new Mayfly(program, `http://127.0.0.1:${port}`, port) });
    await program.stop('SIGKILL');
  },
});

// `make run` runs the release build only.
test.skip(/debug/.test(process.env.MAYFLY_BIN ?? ''), 'another build than the release is tested');
test.skip(missing !== undefined && !process.env.CI, missing);
test.setTimeout(120_000);

/** Ports on which model servers usually listen: llama.cpp's, which the small model asks for, and Ollama's. */
const USUAL = [8080, 11434];

/** Serves a list of models on a usual port, and returns what ends that. If something else has the port, that is as
 * foreign. */
async function foreign(port: number): Promise<() => Promise<void>> {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ object: 'list', data: [{ id: 'foreign', object: 'model' }] }));
  });
  const listens = await new Promise<boolean>((resolve, reject) => {
    server.once('listening', () => resolve(true));
    server.once('error', (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? resolve(false) : reject(error)));
    server.listen(port, '127.0.0.1');
  });
  return async () => {
    if (!listens) return;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
}

for (const beside of ['alone', 'beside foreign model servers']) {
  test.describe(beside, () => {
    const ends: (() => Promise<void>)[] = [];
    test.beforeAll(async () => {
      if (beside !== 'alone') for (const port of USUAL) ends.push(await foreign(port));
    });
    test.afterAll(async () => {
      for (const end of ends) await end();
    });

    test('says address, login and model in one line each, and the small model answers', async ({ page, run }) => {
      const { program, mayfly } = run;
      expect(program.output).toMatch(/Mayfly +http:\/\/127\.0\.0\.1:\d+/);
      expect(program.output).toMatch(/demo/i);
      expect(program.output).toMatch(/smollm2/i);
      expect(program.output).not.toContain('foreign');
      const chat = new Chat(page, mayfly);
      await chat.signIn();
      await expect(page.getByRole('button', { name: /^Model/ })).toContainText(/smollm2/i);
      await chat.ask('Say hello.');
      await expect(chat.text).not.toBeEmpty({ timeout: 30_000 });
      await expect(chat.stop).toBeHidden({ timeout: 30_000 });

      // There is a choice, so the composer has a picker.
      await page.getByRole('button', { name: /^Model/ }).click();
      await page.getByRole('radio', { name: /Demo model/ }).click();
      await chat.ask('echo chosen');
      await expect(chat.text).toHaveText('chosen');
    });

    test('when the server ends, even by SIGKILL, the model ends, too', async ({ run }) => {
      const model = await modelOf(run.mayfly.port);
      process.kill(model.parent, 'SIGKILL');
      await eventually('the model has ended', () => !isRunning(model.pid), 3_000);
    });

    test('when the model ends, the server goes on with the demo model and says so', async ({ page, run }) => {
      const chat = new Chat(page, run.mayfly);
      await chat.signIn();
      const model = await modelOf(run.mayfly.port);
      process.kill(model.pid, 'SIGKILL');
      await eventually('the log says so', () => /only the demo model answers now/.test(run.program.output), 10_000);
      await page.reload();
      await chat.ready();
      await expect(page.getByRole('button', { name: /^Model/ })).toContainText('Demo model');
      await chat.ask('echo still here');
      await expect(chat.text).toHaveText('still here');
    });
  });
}

/** The process that serves the small model, and its parent, which is the server on this port. */
async function modelOf(port: number): Promise<{ pid: number; parent: number }> {
  const find = () => {
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number)) {
      const words = commandOf(pid);
      const parent = Number(words.at(words.indexOf('--parent') + 1));
      const serves = words.some((word) => word.endsWith('small-model/serve.py'));
      if (serves && commandOf(parent).some((word) => word.endsWith(`:${port}`))) return { pid, parent };
    }
    return undefined;
  };
  let found: ReturnType<typeof find>;
  await eventually('a process serves the small model', () => (found = find()) !== undefined);
  return found!;
}

function commandOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

function isRunning(pid: number): boolean {
  return commandOf(pid).some((word) => word.length > 0);
}
