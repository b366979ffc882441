// What the page costs in the browser: a growing answer beside the peer's, a burst, long conversations,
// and how late a token is. All in one run and one Chromium, rounds interleaved.

import { setTimeout as sleep } from 'node:timers/promises';
import { ask, countFlushes, counters, openMayfly, openPeer, settled, startBrowser } from '../browser/pages.mjs';
import { startPeer } from '../browser/peer.mjs';
import { latency } from '../browser/latency.mjs';
import { burst, colours, conversations } from '../browser/long.mjs';
import { kinds, writer } from '../browser/texts.mjs';
import { startUpstream } from '../browser/upstream.mjs';
import { median, startServer } from '../server.mjs';

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 7);
const LARGEST = Number(process.env.BENCH_LARGEST ?? 1e6);
const SIZES = Object.fromEntries(Object.entries({ '1 KB': 1e3, '10 KB': 1e4, '100 KB': 1e5, '1 MB': 1e6 }).filter(([, bytes]) => bytes <= LARGEST));
const TOKENS = 150;
/** Milliseconds between two tokens: 200 a second. */
const APART = 5;
/** The peer at 1 MB is measured once, for at most this many milliseconds. */
const PATIENCE = 45_000;

/** One answer of one kind, measured at each length: milliseconds by name. */
export async function grow(page, answer, kind, sizes, patience) {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const text = writer(kind);
  const found = {};
  for (const size of sizes) {
    answer.burst(text.upTo(SIZES[size]));
    if (!(await settled(page, patience))) break;
    await sleep(200);
    await countFlushes(page);
    const before = await counters(session);
    const begun = performance.now();
    const tokens = text.tokens(TOKENS);
    for (const [index, token] of tokens.entries()) {
      answer.say(token);
      const wait = begun + (index + 1) * APART - performance.now();
      if (wait > 0) await sleep(wait);
    }
    if (!(await settled(page, patience))) break;
    const after = await counters(session);
    const flushes = Math.max(1, await page.evaluate(() => window.flushes));
    const spent = (name) => after[name] - before[name];
    found[size] = {
      flush: (spent('script') + spent('style') + spent('layout')) / flushes,
      script: spent('script') / flushes,
      token: spent('task') / TOKENS,
    };
  }
  return found;
}

async function growth(browser, server, upstream, peer) {
  // figures[side][kind][size][name] is one number a round.
  const figures = { mayfly: {}, peer: {}, bare: {} };
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const kind of kinds) {
      const sides = round % 2 ? ['peer', 'mayfly'] : ['mayfly', 'peer'];
      if (kind === 'mixed') sides.push('bare');
      for (const side of sides) {
        const sizes = Object.keys(SIZES).filter((size) => side === 'mayfly' || size === '1 KB' || (side === 'peer' && (size !== '1 MB' || round === 0)));
        let page;
        let answer;
        if (side === 'mayfly') {
          page = await openMayfly(browser, server);
          answer = await ask(page, upstream);
        } else {
          ({ page, answer } = await openPeer(browser, peer, side === 'bare' ? 'bare' : ''));
        }
        const found = await grow(page, answer, kind, sizes, PATIENCE);
        answer.finish();
        await page.context().close();
        for (const [size, values] of Object.entries(found)) {
          const cell = (((figures[side][kind] ??= {})[size]) ??= { flush: [], script: [], token: [] });
          for (const [name, value] of Object.entries(values)) cell[name].push(value);
        }
      }
    }
    process.stderr.write(`round ${round + 1} of ${ROUNDS}\n`);
  }
  return figures;
}

function rows(figures) {
  const middle = (side, kind, size, name) => {
    const numbers = figures[side][kind]?.[size]?.[name];
    return numbers?.length ? median(numbers).value : Number.NaN;
  };
  const show = (number) => (Number.isNaN(number) ? '–' : number.toFixed(2));
  const all = [];
  for (const kind of kinds) {
    for (const size of Object.keys(SIZES)) {
      const [ours, theirs] = ['mayfly', 'peer'].map((side) => middle(side, kind, size, 'flush'));
      all.push({
        what: `${kind}, ${size}: script + style + layout, ms a flush; Streamdown; ratio`,
        value: `${show(ours)}; ${show(theirs)}; ${show(ours / theirs)}`,
      });
    }
    for (const [size, goal] of [['100 KB', '≤ 1.1'], ['1 MB', '≤ 1.5']]) {
      const ratio = (side, name) => middle(side, kind, size, name) / middle(side, kind, '1 KB', name);
      all.push({
        what: `${kind}: a flush at ${size} against 1 KB (script alone); Streamdown`,
        value: `${show(ratio('mayfly', 'flush'))} (${show(ratio('mayfly', 'script'))}); ${show(ratio('peer', 'flush'))}`,
        goal,
      });
    }
    for (const size of ['1 KB', '100 KB']) {
      all.push({
        what: `${kind}, ${size}: main thread, ms a token at 200 a second; Streamdown`,
        value: `${show(middle('mayfly', kind, size, 'token'))}; ${show(middle('peer', kind, size, 'token'))}`,
        goal: size === '1 KB' ? '≤ 0.4' : '≤ 0.5',
      });
    }
  }
  all.push({
    what: 'a page that only adds the text and scrolls, 1 KB: main thread, ms a token at 200 a second',
    value: show(middle('bare', 'mixed', '1 KB', 'token')),
  });
  return all;
}

export default async function () {
  const upstream = await startUpstream();
  const peer = await startPeer();
  const server = await startServer({
    PRIVACY__TITLES: 'false',
    MODELS__BENCH__BASE_URL: upstream.url,
    MODELS__BENCH__ID: 'bench',
  });
  const browser = await startBrowser();
  const unbound = await startBrowser({ unbound: true });
  try {
    return [
      ...rows(await growth(browser, server, upstream, peer)),
      ...(await burst(browser, server, upstream, peer, ROUNDS)),
      ...(await colours(browser, server, upstream, ROUNDS)),
      ...(await latency(browser, server, upstream, peer, ROUNDS)),
      ...(await conversations(browser, unbound, server, ROUNDS)),
    ];
  } finally {
    await browser.close();
    await unbound.close();
    await server.stop();
    peer.stop();
    upstream.stop();
  }
}
