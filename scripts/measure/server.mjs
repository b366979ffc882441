// Starts the built server on a free port, for the scripts that measure it.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const BINARY = process.env.MAYFLY_BIN ?? 'target/release/mayfly';

/** A port of 127.0.0.1 that was free a moment ago. */
async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}

/** One request without redirects and without decoding: status, headers, the raw body, and when they came. */
export function get(url, { headers = {}, method = 'GET', body } = {}) {
  return new Promise((resolve, reject) => {
    // A new connection: a kept one may be closed at the moment of use.
    const sent = request(url, { method, headers, agent: false }, (response) => {
      const pieces = [];
      response.on('data', (piece) => pieces.push(piece));
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(pieces) }));
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/**
 * Starts a server that ignores this machine's configuration, and waits until its health route answers.
 * `config` holds variables without the `MAYFLY__` in front; `binary` is the release build by default.
 * Returns its address, its process id, the milliseconds from start to the first answer, and `stop`.
 */
export async function startServer(config = {}, binary = BINARY) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, MAYFLY__LISTEN: `127.0.0.1:${port}`, MAYFLY__PROBE: 'false' };
  for (const [key, value] of Object.entries(config)) env[`MAYFLY__${key}`] = value;
  const begun = performance.now();
  const child = spawn(binary, [], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (said += data));
  for (;;) {
    try {
      await get(`${url}/healthz`);
      break;
    } catch {
      if (child.exitCode !== null || performance.now() - begun > 20_000) throw new Error(`the server does not answer; it said:\n${said}`);
      await sleep(1);
    }
  }
  const tookMs = performance.now() - begun;
  const stop = async () => {
    if (child.exitCode !== null) return;
    child.kill('SIGTERM');
    await Promise.race([once(child, 'exit'), sleep(3_000).then(() => child.kill('SIGKILL'))]);
  };
  return { url, pid: child.pid, tookMs, stop };
}

/** Signs in as a person of this name, or as one of the demo people, as a browser would; returns the `Cookie` header for the server. */
export async function signIn(server, name = undefined) {
  const jars = new Map();
  const jar = (url) => jars.get(new URL(url).origin) ?? jars.set(new URL(url).origin, new Map()).get(new URL(url).origin);
  const header = (url) => [...jar(url)].map(([name, value]) => `${name}=${value}`).join('; ');

  // Follows redirects, and keeps each origin's cookies.
  const visit = async (url, options = {}) => {
    for (let hops = 0; hops < 10; hops += 1) {
      const answer = await get(url, { ...options, headers: { ...options.headers, accept: 'text/html', cookie: header(url) } });
      for (const cookie of answer.headers['set-cookie'] ?? []) {
        const [, name, value] = cookie.match(/^([^=]+)=([^;]*)/);
        if (value && !/max-age=0/i.test(cookie)) jar(url).set(name, value);
        else jar(url).delete(name);
      }
      if (!answer.headers.location) return { url, ...answer };
      url = new URL(answer.headers.location, url).href;
      options = {};
    }
    throw new Error('the sign-in redirects for ever');
  };

  const chooser = await visit(`${server.url}/login/demo`);
  const html = chooser.body.toString();
  const [, waiting] = html.match(/name="request" value="([^"]+)"/) ?? [];
  const [, person] = html.match(/name="person" value="([^"]+)"/) ?? [];
  if (!waiting || !person) throw new Error(`the demo accounts can't be read at ${chooser.url} (status ${chooser.status})`);
  await visit(new URL('/authorize', chooser.url).href, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: new URL(chooser.url).origin },
    body: new URLSearchParams(name ? { request: waiting, name } : { request: waiting, person }).toString(),
  });
  return header(server.url);
}

/** Resident memory of a process in MiB. */
export async function memory(pid) {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(status.match(/^VmRSS:\s+(\d+) kB/m)[1]) / 1024;
}

/** The median of some numbers, with their minimum and maximum. */
export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const value = sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  return { value, least: sorted[0], greatest: sorted.at(-1) };
}
