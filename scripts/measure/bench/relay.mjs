// The cost of the relay, compared with a direct connection to the model server and with the smallest possible relay
// (examples/pass_through.rs). One process is both the model server and the tabs, so that one clock times both; the ways
// take turns, and each figure is a median of rounds.

import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { median, memory, signIn, startServer } from '../server.mjs';

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 7);
/** Streams that are open at once when memory is measured, and the people who share them. */
const [OPEN, PEOPLE] = [[1000, 4000], 5];
const PASS_THROUGH = process.env.PASS_THROUGH_BIN ?? 'target/release/examples/pass_through';

// ── the model's server ──

/** What a question asks for: `tokens` in writes of `batch`, `gap` ms apart, or an `open` end; nothing at all
 * (`silent`), or nothing but the headers (`mute`). */
const plan = (words) => Object.fromEntries([...words.matchAll(/(\w+)=(\d+)/g)].map(([, key, value]) => [key, Number(value)]));

export async function startModel() {
  const closed = [];
  const asked = { count: 0 };
  const server = createServer((socket) => {
    socket.setNoDelay(true);
    let read = '';
    let begun = false;
    socket.on('error', () => {});
    socket.on('close', () => closed.push(performance.now()));
    socket.on('end', () => socket.destroy());
    socket.on('data', (data) => {
      read += data;
      const head = read.indexOf('\r\n\r\n');
      if (begun || head < 0) return;
      const length = Number(read.match(/content-length: (\d+)/i)?.[1] ?? 0);
      if (read.length < head + 4 + length) return;
      begun = true;
      asked.count += 1;
      void answer(socket, plan(read.slice(head + 4)));
    });
  });
  server.listen(0, '127.0.0.1', 4096);
  await once(server, 'listening');
  return { port: server.address().port, asked, closed, stop: () => server.close() };
}

const chunk = (text) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
const delta = (text) => `data: ${JSON.stringify({ id: 'chatcmpl-bench', object: 'chat.completion.chunk', created: 1, model: 'bench', choices: [{ index: 0, delta: { content: text }, finish_reason: null }] })}\n\n`;

async function answer(socket, { tokens = 1, batch = 1, gap = 0, open = 0, mute = 0, silent = 0 }) {
  if (silent) return;
  socket.write('HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n');
  if (mute) return;
  const begun = performance.now();
  let writes = 0;
  for (let sent = 0; sent < tokens && !socket.destroyed; sent += batch) {
    const full = !socket.write(chunk(delta(` ${performance.now().toFixed(3)} `).repeat(batch)));
    // By the clock: otherwise answers that are late once would come at the same time from then on.
    if (gap) await sleep(Math.max(0, begun + (writes += 1) * gap - performance.now()));
    else if (full) await Promise.race([once(socket, 'drain'), once(socket, 'close')]);
    // Without a gap each write is still a packet of its own.
    else await new Promise(setImmediate);
  }
  if (open || socket.destroyed) return;
  socket.end(chunk('data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n') + '0\r\n\r\n');
}

// ── the ways to it ──

async function passThrough(model) {
  const port = 20_000 + Math.floor(Math.random() * 20_000);
  const child = spawn(PASS_THROUGH, [`127.0.0.1:${port}`, `http://127.0.0.1:${model.port}/v1`], { stdio: 'inherit' });
  for (let tries = 0; ; tries += 1) {
    const open = await new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
      socket.on('connect', () => socket.destroy());
    });
    if (open) break;
    if (tries > 200 || child.exitCode !== null) throw new Error('the pass-through does not listen');
    await sleep(20);
  }
  return { name: 'floor', pid: child.pid, ...openai(port), stop: () => child.kill() };
}

const openai = (port) => ({
  port,
  request: (words) => {
    const body = JSON.stringify({ model: 'bench', stream: true, messages: [{ role: 'user', content: words }] });
    return `POST /v1/chat/completions HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  },
});

export async function mayfly(model, more = {}, binary = undefined, people = PEOPLE) {
  const server = await startServer({
    MODELS__BENCH__BASE_URL: `http://127.0.0.1:${model.port}/v1`,
    MODELS__BENCH__ID: 'bench',
    LIMITS__STREAMS: '1000',
    LIMITS__REQUESTS_PER_MINUTE: '100000',
    SESSION__KEYS: randomBytes(64).toString('base64'),
    LOG__FILTER: 'warn',
    ...more,
  }, binary);
  // The number of streams for a person is limited.
  const cookies = [];
  for (let one = 0; one < people; one += 1) cookies.push(await signIn(server, `Person ${one}`));
  let asked = 0;
  const request = (words) => {
    const cookie = cookies[asked++ % people];
    const body = JSON.stringify({ model: 'bench', messages: [{ role: 'user', content: [{ type: 'text', text: words }] }] });
    return `POST /api/chat HTTP/1.1\r\nHost: ${new URL(server.url).host}\r\nOrigin: ${server.url}\r\nX-Mayfly: 1\r\nCookie: ${cookie}\r\nContent-Type: application/json\r\nAccept: text/event-stream\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  };
  return { name: 'Mayfly', pid: server.pid, port: Number(new URL(server.url).port), request, stop: server.stop };
}

/** Asks over a new connection, and records when each token was written and when it came. */
export function ask(way, words) {
  const socket = connect(way.port, '127.0.0.1');
  socket.setNoDelay(true);
  const asked = performance.now();
  const delays = [];
  let first = null;
  let tokens = 0;
  let bytes = 0;
  let rest = '';
  const whole = new Promise((resolve) => {
    socket.on('data', (data) => {
      const now = performance.now();
      bytes += data.length;
      rest += data.toString('latin1');
      const last = rest.lastIndexOf('\n') + 1;
      for (const [, written] of rest.slice(0, last).matchAll(/" (\d+\.\d+) "/g)) {
        first ??= now - asked;
        tokens += 1;
        delays.push(now - Number(written));
      }
      rest = rest.slice(last);
      if (/\[DONE\]|event: done|event: error/.test(data)) socket.destroy();
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve({ first, tokens, bytes, delays }));
  });
  socket.write(way.request(words));
  return { socket, whole, delays, came: () => tokens };
}

export const together = async (way, streams, words) => Promise.all(Array.from({ length: streams }, () => ask(way, words).whole));

export const part = (numbers, share) => [...numbers].sort((a, b) => a - b)[Math.floor((numbers.length - 1) * share)];

/** Milliseconds of processor time that a process has used. */
export async function cpu(pid) {
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Runs `measure` for each way in turn, and returns the median of each figure for each way. */
export async function rounds(ways, measure, count = ROUNDS) {
  const all = ways.map(() => []);
  for (let round = 0; round < count; round += 1) {
    for (const [index, way] of ways.entries()) all[index].push(await measure(way));
  }
  return all.map((figures) => Object.fromEntries(Object.keys(figures[0]).map((key) => [key, median(figures.map((one) => one[key])).value])));
}

const ONE_PER_WRITE = 'one per write, no gap';

/** The cases for processor time: name, streams, tokens of each, what the model is asked for, the goal. */
const COSTS = [
  ['one by one, 20 ms apart', 32, 250, 'tokens=250 gap=20', '≤ 1.1 × floor'],
  [ONE_PER_WRITE, 8, 4000, 'tokens=4000', '≤ 6'],
  ['32 per write, no gap', 8, 32_000, 'tokens=32000 batch=32', '≤ 1.6'],
];

/** Processor milliseconds per 1,000 tokens and bytes a token on the wire, of each way, for each of the costs. */
export async function costs(ways, count = ROUNDS) {
  const found = [];
  for (const [name, streams, tokens, words, goal] of COSTS) {
    const figures = await rounds(
      ways,
      async (way) => {
        const before = await cpu(way.pid);
        const answers = await together(way, streams, words);
        const all = streams * tokens;
        return { cost: ((await cpu(way.pid)) - before) / (all / 1000), bytes: answers.reduce((sum, one) => sum + one.bytes, 0) / all };
      },
      count,
    );
    found.push({ name, goal, figures });
  }
  return found;
}

/** Tokens a second that one core could relay, from the processor milliseconds for 1,000 tokens. */
const aCore = (cost) => 1e6 / cost;

/** When a tab is closed: the moment's name, what the model is asked for, and whether the moment has come after a number of tokens. */
const MOMENTS = [
  ['before headers', 'silent=1', () => true],
  ['before the first token', 'mute=1', () => true],
  ['after three tokens', 'tokens=3 open=1', (tokens) => tokens >= 3],
];

export default async function* () {
  const model = await startModel();
  const direct = { name: 'direct', ...openai(model.port) };
  const floor = await passThrough(model);
  const ours = await mayfly(model);
  const ways = [direct, floor, ours];
  const ratio = (mine, floors) => `${mine.toFixed(2)}; floor ${floors.toFixed(2)}; × ${(mine / floors).toFixed(2)}`;
  const added = (what, [base, under, mine], goal) => {
    return Object.keys(base).map((key) => ({ what: `${what}, ${key}, ms added`, value: ratio(mine[key] - base[key], under[key] - base[key]), goal: key === 'p50' ? goal : '' }));
  };
  try {
    for (const way of ways) await together(way, 8, 'tokens=20');
    for (const streams of [1, 32]) {
      const times = await rounds(ways, async (way) => {
        const firsts = [];
        for (let turn = 0; turn < (streams === 1 ? 40 : 4); turn += 1) {
          firsts.push(...(await together(way, streams, 'tokens=1')).map((one) => one.first));
        }
        return { p50: part(firsts, 0.5), p99: part(firsts, 0.99) };
      });
      yield* added(`time to first token, ${streams} streams`, times, '≤ 1.15 × floor');
    }
    for (const streams of [32, 128]) {
      const times = await rounds(ways, async (way) => {
        const answers = await together(way, streams, 'tokens=50 gap=20');
        const lost = answers.reduce((sum, one) => sum + 50 - one.tokens, 0);
        if (lost) throw new Error(`${lost} tokens were lost by ${way.name}`);
        const delays = answers.flatMap((one) => one.delays);
        return { p50: part(delays, 0.5), p99: part(delays, 0.99) };
      });
      yield* added(`delay per token, ${streams} streams`, times, '≤ 1.1 × floor');
    }
    for (const { name, goal, figures } of await costs([floor, ours], Math.min(ROUNDS, 5))) {
      yield { what: `processor ms per 1,000 tokens, ${name}`, value: ratio(figures[1].cost, figures[0].cost), goal };
      if (name === ONE_PER_WRITE) {
        const [under, mine] = figures.map(({ cost }) => aCore(cost));
        yield { what: `tokens a second through one core, ${name}`, value: `${mine.toFixed(0)}; floor ${under.toFixed(0)}; × ${(mine / under).toFixed(2)}`, goal: '≥ 165,000' };
      }
    }
    const bare = await mayfly(model, { PRIVACY__PADDING: 'false' });
    await together(bare, 8, 'tokens=2000');
    for (const { name, figures } of await costs([ours, bare], Math.min(ROUNDS, 5))) {
      const [padded, plain] = figures;
      const value = (key, digits) => `${padded[key].toFixed(digits)}; ${plain[key].toFixed(digits)}; × ${(padded[key] / plain[key]).toFixed(2)}`;
      yield { what: `processor ms per 1,000 tokens, ${name}: padded; not; ratio`, value: value('cost', 2) };
      yield { what: `bytes a token to the tab, ${name}: padded; not; ratio`, value: value('bytes', 0) };
    }
    await bare.stop();
    for (const open of OPEN) {
      const kib = [];
      for (const make of [() => passThrough(model), () => mayfly(model)]) {
        // New processes: memory that one round freed would hide what the next one needs.
        const way = await make();
        await together(way, 8, 'tokens=20');
        const before = await memory(way.pid);
        const streams = [];
        // No more at once than a machine of two cores can accept.
        while (streams.length < open) {
          streams.push(...Array.from({ length: 200 }, () => ask(way, 'tokens=1000 gap=1000')));
          const until = performance.now() + 60_000;
          while (streams.some((one) => one.came() === 0)) {
            if (performance.now() > until) throw new Error(`${way.name} does not answer all of ${streams.length} streams`);
            await sleep(20);
          }
        }
        await sleep(3000);
        kib.push((((await memory(way.pid)) - before) * 1024) / open);
        for (const { socket } of streams) socket.destroy();
        await way.stop();
      }
      yield { what: `memory per open stream, KiB, ${open} open`, value: ratio(kib[1], kib[0]), goal: '≤ 24' };
    }
    for (const [moment, words, hasCome] of MOMENTS) {
      const closing = await rounds([floor, ours], async (way) => {
        const times = [];
        for (let turn = 0; turn < 20; turn += 1) {
          const before = model.asked.count;
          const { socket, came } = ask(way, words);
          while (model.asked.count === before || !hasCome(came())) await sleep(1);
          // The last token that the model wrote has been read.
          await sleep(2);
          const [seen, gone] = [model.closed.length, performance.now()];
          socket.destroy();
          while (model.closed.length === seen) {
            if (performance.now() - gone > 10_000) throw new Error(`${way.name} holds on to the model, ${moment}`);
            await new Promise(setImmediate);
          }
          times.push(model.closed.at(-1) - gone);
        }
        return { p50: part(times, 0.5), p99: part(times, 0.99) };
      });
      for (const key of ['p50', 'p99']) {
        yield { what: `tab closed → upstream closed, ${moment}, ${key}, ms`, value: ratio(closing[1][key], closing[0][key]), goal: key === 'p50' ? '≤ floor' : '' };
      }
    }
  } finally {
    floor.stop();
    await ours.stop();
    model.stop();
  }
}
