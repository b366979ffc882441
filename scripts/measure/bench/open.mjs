// Very many answers at once for minutes, each a token a second: does memory grow, and does every token still come in
// time?

import { setTimeout as sleep } from 'node:timers/promises';
import { memory } from '../server.mjs';
import { ask, cpu, mayfly, part, startModel } from './relay.mjs';

const OPEN = Number(process.env.BENCH_OPEN ?? 9000);
const MINUTES = Number(process.env.BENCH_MINUTES ?? 10);
/** The limit of streams for one person, and how many are opened at once. */
const [EACH, AT_ONCE] = [1000, 200];

/** Removes and returns the delays that each stream has recorded since the last call. */
const taken = (streams) => streams.flatMap(({ delays }) => delays.splice(0));

export default async function* () {
  const model = await startModel();
  const people = Math.ceil(OPEN / EACH);
  const way = await mayfly(model, { TIMEOUTS__TOTAL: `${MINUTES + 20}m`, LIMITS__STREAMS: `${EACH}` }, undefined, people);
  const streams = [];
  let over = 0;
  try {
    const words = `tokens=${(MINUTES + 20) * 60} gap=1000`;
    while (streams.length < OPEN) {
      const more = Array.from({ length: Math.min(AT_ONCE, OPEN - streams.length) }, () => ask(way, words));
      for (const { whole } of more) void whole.then(() => (over += 1));
      streams.push(...more);
      const until = performance.now() + 60_000;
      while (more.some((one) => one.came() === 0)) {
        if (performance.now() > until) throw new Error(`not all of ${streams.length} streams are answered`);
        await sleep(20);
      }
    }
    const minutes = [];
    for (let minute = 0; minute < MINUTES; minute += 1) {
      taken(streams);
      const [before, begun] = [await cpu(way.pid), performance.now()];
      await sleep(60_000);
      const seconds = (performance.now() - begun) / 1000;
      const delays = taken(streams);
      const found = { p50: part(delays, 0.5), p99: part(delays, 0.99), rate: delays.length / seconds, mib: await memory(way.pid), core: ((await cpu(way.pid)) - before) / 10 / seconds };
      minutes.push(found);
      process.stderr.write(`minute ${minute + 1} of ${MINUTES}: ${found.rate.toFixed(0)} tokens/s, ${found.p50.toFixed(1)} / ${found.p99.toFixed(1)} ms, ${found.mib.toFixed(0)} MiB\n`);
    }
    const [first, last] = [minutes[0], minutes.at(-1)];
    const change = (key, digits) => `${first[key].toFixed(digits)} → ${last[key].toFixed(digits)}; × ${(last[key] / first[key]).toFixed(2)}`;
    const flat = 'flat';
    yield { what: `${OPEN} streams open, one token a second: broken off in ${MINUTES} minutes`, value: `${over}`, goal: '0' };
    yield { what: 'the same: tokens a second, first minute → last', value: change('rate', 0), goal: flat };
    yield { what: 'the same: delay per token, p50, ms', value: change('p50', 1), goal: flat };
    yield { what: 'the same: delay per token, p99, ms', value: change('p99', 1), goal: flat };
    yield { what: 'the same: memory, MiB', value: change('mib', 0), goal: flat };
    yield { what: 'the same: processor, % of one core', value: change('core', 0), goal: flat };
  } finally {
    for (const { socket } of streams) socket.destroy();
    await way.stop();
    model.stop();
  }
}
