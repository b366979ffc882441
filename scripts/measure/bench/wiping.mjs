// The cost of overwriting freed memory: the same server and the same tab with and without it, in turns.

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { ask, openMayfly, startBrowser } from '../browser/pages.mjs';
import { startUpstream } from '../browser/upstream.mjs';
import { median, startServer } from '../server.mjs';
import { grow } from './browser.mjs';
import { costs, mayfly, startModel, together } from './relay.mjs';

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 7);
const BINARY = process.env.KEEP_FREED_BIN ?? 'target/keep-freed/release/mayfly';
const SITE = process.env.KEEP_FREED_SITE ?? 'target/keep-freed/site';

/** The two builds: what they add to the configuration, and their binaries. */
const BUILDS = [
  [{}, undefined],
  [{ SITE_ROOT: resolve(SITE) }, resolve(BINARY)],
];

const compared = (mine, without) => `${mine.toFixed(2)}; ${without.toFixed(2)}; × ${(mine / without).toFixed(2)}`;

async function server() {
  const model = await startModel();
  const ways = [];
  try {
    for (const [more, binary] of BUILDS) ways.push(await mayfly(model, more, binary));
    for (const way of ways) await together(way, 8, 'tokens=2000');
    return (await costs(ways)).map(({ name, figures: [wiping, without] }) => (
      { what: `processor ms per 1,000 tokens, ${name}: wiping; without; ratio`, value: compared(wiping.cost, without.cost), goal: '≤ 1.1' }
    ));
  } finally {
    for (const way of ways) await way.stop();
    model.stop();
  }
}

async function tab() {
  const upstream = await startUpstream();
  const browser = await startBrowser();
  const servers = [];
  try {
    for (const [more, binary] of BUILDS) {
      servers.push(await startServer({ PRIVACY__TITLES: 'false', MODELS__BENCH__BASE_URL: upstream.url, MODELS__BENCH__ID: 'bench', ...more }, binary));
    }
    const sizes = ['1 KB', '100 KB'];
    const figures = servers.map(() => Object.fromEntries(sizes.map((size) => [size, []])));
    for (let round = 0; round < ROUNDS; round += 1) {
      // The order changes from round to round.
      for (const side of round % 2 ? [1, 0] : [0, 1]) {
        const page = await openMayfly(browser, servers[side]);
        const answer = await ask(page, upstream);
        const found = await grow(page, answer, 'mixed', sizes, 60_000);
        answer.finish();
        await page.context().close();
        for (const [size, { token }] of Object.entries(found)) figures[side][size].push(token);
      }
    }
    return sizes.map((size) => {
      const [wiping, without] = figures.map((one) => median(one[size]).value);
      return { what: `main thread, ms a token at 200 a second, ${size}: wiping; without; ratio`, value: compared(wiping, without), goal: '≤ 1.1' };
    });
  } finally {
    await browser.close();
    for (const one of servers) await one.stop();
    upstream.stop();
  }
}

export default async function () {
  if (!existsSync(BINARY)) throw new Error(`${BINARY} is missing: \`make bench ARGS=wiping\` builds it`);
  return [...(await server()), ...(await tab())];
}
