// Seconds after an answer ended, nothing of it is in the server's memory, files and logs. The test prints its figures
// as a table. FORGET_CONVERSATIONS sets how many conversations end in each way.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Canary, type Hit, summary } from '../fixtures/canary.ts';
import { Lane, signIn } from '../fixtures/lane.ts';
import { BINARY, type Mayfly, type Options, model } from '../fixtures/mayfly.ts';
import { filesBelow, memoryWith, openFiles } from '../fixtures/memory.ts';
import { certificate } from '../fixtures/nginx.ts';
import { eventually } from '../fixtures/process.ts';
import { Parrot, SCRIPT, type Script } from '../fixtures/parrot.ts';
import { expect, test } from '../fixtures/test.ts';

const EACH = Number(process.env.FORGET_CONVERSATIONS ?? 20);
/** What docs/forgetting.md promises, in milliseconds. The test waits for a part of it only. */
const PROMISED = 10_000;
const WAITED = Math.min(3_000, PROMISED);
const LANES = 10;
const STREAMS = 3;

test.skip(process.platform !== 'linux', 'reads /proc');
test.describe.configure({ mode: 'serial' });

const table: string[][] = [];
test.afterAll(() => {
  if (table.length === 0) return;
  const rows = [['what was done', 'conversations', 'memory searched', 'open', `after ${WAITED / 1000} s`, 'log', 'files'], ...table];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  console.log(`\n${rows.map((row) => row.map((cell, at) => cell.padEnd(widths[at]!)).join('  ').trimEnd()).join('\n')}\n`);
});

for (const [name, store, tls, filter] of [
  ['sealed cookie, plain HTTP to the model', 'cookie', false, 'info'],
  ['sessions in memory, plain HTTP, trace log', 'memory', false, 'trace'],
  ['sealed cookie, TLS to the model, trace log', 'cookie', true, 'trace'],
] as const) {
  test(`nothing stays of conversations, however they end: ${name}`, async ({ launch }) => {
    test.setTimeout(60_000 + EACH * 3_000);
    const scene = await begin(launch, { tls, config: { SESSION__STORE: store, LOG__FILTER: filter } });
    const { canary, server } = scene;
    const before = filesBelow(scene.folder);
    try {
      const open = await whileOpen(scene);
      const conversations = await converse(scene);
      const flowing = await smallRequests(scene, WAITED);
      const { hits, bytes } = memoryWith(canary, server.program.pid);
      const logged = canary.in(Buffer.from(server.log), 'log');
      const files = openFiles(server.program.pid).flatMap(({ name, content }) => canary.in(content, name));
      table.push([name, String(conversations), mb(bytes), String(open), String(hits.length), String(logged.length), String(files.length)]);
      expect(open, 'the search finds what is there').toBeGreaterThan(0);
      expect(flowing).toBeGreaterThan(LANES);
      expect(summary(hits)).toEqual([]);
      expect(summary(logged)).toEqual([]);
      expect(files).toEqual([]);
      expect(filesBelow(scene.folder), 'it writes no files').toEqual(before);
      if (filter === 'trace') {
        for (const target of ['hyper', 'reqwest', ...(tls ? ['rustls'] : [])]) {
          expect(server.log, `trace lines of ${target}`).toMatch(new RegExp(`(TRACE|DEBUG) .*${target}`));
        }
      }
    } finally {
      await scene.end();
    }
  });
}

test('nothing stays of what goes wrong at the edges', async ({ launch }) => {
  test.setTimeout(120_000);
  const scene = await begin(launch, { config: { LOG__FILTER: 'info,mayfly=debug' } });
  const { canary, server, lanes } = scene;
  try {
    const open = await whileOpen(scene);
    const [lane] = lanes as [Lane];
    // A conversation at the size limit: 31 messages of a megabyte.
    const large = { role: 'user', content: [{ type: 'text', text: canary.word('prompt', 999_984) }] };
    const whole = await lane.ask({ model: 'scripted', messages: Array(31).fill(large), params: {} });
    expect(whole.text).toContain('event: done');
    const over = await lane.ask({ model: 'scripted', messages: Array(33).fill(large), params: {} }).catch(() => undefined);
    expect(over?.status ?? 413).toBe(413);
    // Uploads that break off in the middle.
    const aborted = 1000;
    const brokeOff = () => server.log.split('a request broke off').length - 1;
    for (let n = 0; n < aborted; n += lanes.length) {
      const upload = async (lane: Lane, at: number) => {
        const sent = lane.begin({ 'content-length': '1000000' });
        await new Promise<void>((resolve) => sent.write(JSON.stringify(conversation(scene, 'done', n + at)), () => resolve()));
        sent.destroy();
      };
      await Promise.all(lanes.map(upload));
      await eventually('the server has read them', () => brokeOff() === n + lanes.length);
    }
    // An answer of 10 MB in one piece.
    const huge = await lane.ask(conversation(scene, 'huge', 0));
    expect(huge.text).toContain('larger than 1 MiB');
    await smallRequests(scene, WAITED);
    const { hits, bytes } = memoryWith(canary, server.program.pid);
    table.push(['31 MB, 1,000 uploads broken off, 10 MB in a frame', String(aborted + 3), mb(bytes), String(open), String(hits.length), String(canary.in(Buffer.from(server.log), 'log').length), '0']);
    expect(summary(hits)).toEqual([]);
  } finally {
    await scene.end();
  }
});

test('a crash in mid-stream leaves no core file, even where the shell allows one', async ({ launch }) => {
  const scene = await begin(launch, { before: 'ulimit -c unlimited', config: { PRIVACY__DUMPABLE: 'false' } });
  try {
    await scene.lanes[0]!.ask(conversation(scene, 'hang', 0), hasAnswer(scene));
    const limits = readFileSync(`/proc/${scene.server.program.pid}/limits`, 'utf8');
    expect(limits).toMatch(/^Max core file size +0 +0 /m);
    process.kill(scene.server.program.pid, 'SIGABRT');
    await scene.server.program.exited;
    expect(scene.server.program.signal).toBe('SIGABRT');
    expect(filesBelow(scene.folder)).toEqual([]);
    expect(scene.canary.in(Buffer.from(scene.server.log), 'log')).toEqual([]);
  } finally {
    await scene.end();
  }
});

test('another process of the same user is refused, unless the configuration opens the memory', async ({ launch }) => {
  // Root may read everything, so both processes run as another user.
  const uid = process.getuid?.() === 0 ? 65534 : undefined;
  const who = uid === undefined ? {} : { uid, gid: uid };
  test.skip(spawnSync(BINARY, ['--version'], who).status !== 0, 'nobody else may start the binary here');
  const reads = async (dumpable: boolean): Promise<(number | null)[]> => {
    const config = { PRIVACY__DUMPABLE: String(dumpable) };
    const server = await launch.mayfly({ folder: tmpdir(), config, ...(uid === undefined ? {} : { uid }) });
    const proc = `/proc/${server.program.pid}`;
    const read = (file: string) => spawnSync('head', ['-c', '1', `${proc}/${file}`], who).status;
    return [read('maps'), read('environ'), read('status')];
  };
  const open = await reads(true);
  test.skip(open[0] !== 0, 'this kernel lets no process look at its neighbour');
  expect(open).toEqual([0, 0, 0]);
  expect(await reads(false)).toEqual([1, 1, 0]);
});

interface Scene {
  canary: Canary;
  server: Mayfly;
  parrot: Parrot;
  lanes: Lane[];
  folder: string;
  end: () => Promise<void>;
}

type Launch = { mayfly: (options: Options) => Promise<Mayfly> };

/** A server in a private folder, a model server, and people with a connection each. */
async function begin(launch: Launch, options: { tls?: boolean; before?: string; config?: Record<string, string> }): Promise<Scene> {
  const canary = new Canary();
  const folder = mkdtempSync(join(tmpdir(), 'mayfly-forget-'));
  const keys = mkdtempSync(join(tmpdir(), 'mayfly-keys-'));
  if (options.tls) certificate(keys);
  const tls = options.tls ? { key: readFileSync(join(keys, 'tls.key')), cert: readFileSync(join(keys, 'tls.crt')) } : undefined;
  const parrot = await Parrot.start({ answer: canary.word('answer'), reason: canary.word('reason') }, tls);
  const server = await launch.mayfly({
    folder,
    ...(options.before ? { before: options.before } : {}),
    config: {
      ...model(parrot.url, 'scripted', options.tls ? { CA_FILE: join(keys, 'tls.crt') } : {}),
      PRIVACY__DUMPABLE: 'true',
      LIMITS__REQUESTS_PER_MINUTE: '100000',
      LIMITS__STREAMS: String(STREAMS),
      ...options.config,
    },
  });
  const lanes: Lane[] = [];
  for (let n = 0; n < LANES; n += 1) lanes.push(new Lane(server.url, await signIn(server.url, `Person ${n}`)));
  const end = async () => {
    for (const lane of lanes) lane.end();
    await server.stop();
    await parrot.stop();
    for (const path of [folder, keys]) rmSync(path, { recursive: true, force: true });
  };
  return { canary, server, parrot, lanes, folder, end };
}

/** A request with every kind of text; every third one is long. */
function conversation({ canary }: Scene, script: Script, n: number): object {
  const text = (...words: string[]) => words.map((text) => ({ type: 'text', text }));
  const picture = `data:image/png;base64,${Buffer.from(canary.word('picture')).toString('base64')}`;
  return {
    model: 'scripted',
    messages: [
      { role: 'system', content: text(canary.word('system')) },
      { role: 'user', content: text(canary.word('edited')) },
      { role: 'assistant', content: text(canary.word('title')) },
      {
        role: 'user',
        content: [...text(canary.word('prompt'), canary.word('attached', n % 3 ? 96 : 60_000)), { type: 'image', url: picture }],
      },
    ],
    params: { stop: [SCRIPT + script] },
  };
}

const hasAnswer = ({ canary }: Scene) => (text: string) => text.includes(canary.word('answer'));

/** The number of hits while a model is asked and while it answers: messages, a picture in base64, the answer. It shows
 * that the search works, so that a later search without hits means something. */
async function whileOpen(scene: Scene): Promise<number> {
  const found: Hit[] = [];
  for (const [script, enough] of [['silent', () => true], ['hang', hasAnswer(scene)]] as const) {
    // Before the request: the question may reach the model before the response's head arrives here.
    const asked = script === 'silent' ? scene.parrot.asked() : undefined;
    const open = await scene.lanes[0]!.ask(conversation(scene, script, 0), enough);
    await asked;
    let hits: Hit[] = [];
    await eventually('what is said is in memory', () => {
      ({ hits } = memoryWith(scene.canary, scene.server.program.pid));
      return hits.some(({ kind }) => kind === (script === 'silent' ? 'prompt' : 'answer'));
    });
    found.push(...hits);
    open.stop();
  }
  const kinds = found.map(({ kind }) => kind);
  for (const kind of ['system', 'prompt', 'attached', 'edited', 'title', 'answer']) expect(kinds).toContain(kind);
  expect(found.map(({ encoding }) => encoding)).toContainEqual(expect.stringMatching(/^base64/));
  return found.length;
}

interface Ending {
  name: string;
  run: (scene: Scene, lane: Lane, n: number) => Promise<void>;
}

const ends = (name: string, script: Script, expected: RegExp): Ending => ({
  name,
  run: async (scene, lane, n) => {
    const { text } = await lane.ask(conversation(scene, script, n));
    expect(text, name).toMatch(expected);
  },
});

/** Every way in which a conversation ends. */
const ENDINGS: Ending[] = [
  ends('done', 'done', /event: done/),
  ends('length limit', 'length', /"length"/),
  ends('cut by the model', 'cut', /event: error/),
  ends('error in mid-stream', 'quoted', /event: error/),
  ends('error before it', 'status', /event: error/),
  {
    name: 'stopped',
    run: async (scene, lane, n) => (await lane.ask(conversation(scene, 'hang', n), hasAnswer(scene))).stop(),
  },
  {
    name: 'closed before the first token',
    run: async (scene, lane, n) => (await lane.ask(conversation(scene, 'silent', n), () => true)).stop(),
  },
  {
    name: 'refused: signed out',
    run: async (scene, lane, n) => {
      const nobody = new Lane(scene.server.url, '');
      expect((await nobody.ask(conversation(scene, 'done', n))).status).toBe(401);
      // The connection stays open for as long as the server allows.
      scene.lanes.push(nobody);
    },
  },
  {
    name: 'refused: too many streams',
    run: async (scene, lane, n) => {
      // A lane is one connection, so the person's other streams need lanes of their own.
      const others = Array.from({ length: STREAMS }, () => lane.twin());
      const open = await Promise.all(others.map((other) => other.ask(conversation(scene, 'silent', n), () => true)));
      expect((await lane.ask(conversation(scene, 'done', n))).status).toBe(429);
      for (const { stop } of open) stop();
      for (const other of others) other.end();
      // The next round begins once the server has noticed that they are closed.
      await eventually('the streams are given back', async () => {
        const { status, stop } = await lane.ask(conversation(scene, 'silent', n), () => true);
        stop();
        return status === 200;
      });
    },
  },
];

/** Sends ten requests without content a second over every second connection for `during` milliseconds; the others stay
 * idle. Returns the number of responses. Time is what is tested here: the promise is about seconds. */
async function smallRequests({ lanes }: Scene, during: number): Promise<number> {
  const until = Date.now() + during;
  const counts = await Promise.all(
    lanes.filter((_, n) => n % 2 === 0).map(async (lane) => {
      let count = 0;
      for (; Date.now() < until; count += 1) {
        expect(await lane.small()).toBe(200);
        await sleep(100);
      }
      return count;
    }),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Ends `EACH` conversations in each way. Every connection runs all of them, each in another order, so that each way is
 * the last one on some connection and nothing overwrites what it leaves. */
async function converse(scene: Scene): Promise<number> {
  const lanes = scene.lanes.slice(0, LANES);
  for (let round = 0; round < EACH / LANES; round += 1) {
    for (let step = 0; step < ENDINGS.length; step += 1) {
      const turn = (lane: Lane, n: number) => ENDINGS[(step + n) % ENDINGS.length]!.run(scene, lane, round * LANES + n);
      await Promise.all(lanes.map(turn));
    }
  }
  return Math.ceil(EACH / LANES) * LANES * ENDINGS.length;
}

const mb = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;
