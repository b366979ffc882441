// How long the server takes to listen, and how much memory it holds when nothing happens.

import { setTimeout as sleep } from 'node:timers/promises';
import { median, memory, startServer } from '../server.mjs';

const ROUNDS = 7;

// A model and a provider that are never asked here, so that no demo part runs.
const CONFIGURED = {
  MODELS__BENCH__BASE_URL: 'http://127.0.0.1:9/v1',
  MODELS__BENCH__ID: 'bench',
  PROVIDERS__BENCH__ISSUER: 'http://127.0.0.1:9/',
  PROVIDERS__BENCH__CLIENT_ID: 'bench',
};

export default async function () {
  const kinds = [
    { name: 'configured', config: CONFIGURED, goals: ['≤ 50', '≤ 10'], times: [], sizes: [] },
    { name: 'with the demo parts', config: {}, goals: [], times: [], sizes: [] },
  ];
  // The kinds take turns, so that other load on the machine affects both.
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const kind of kinds) {
      const server = await startServer(kind.config);
      await sleep(500);
      kind.times.push(server.tookMs);
      kind.sizes.push(await memory(server.pid));
      await server.stop();
    }
  }
  const text = (numbers, digits) => {
    const { value, least, greatest } = median(numbers);
    return `${value.toFixed(digits)} (${least.toFixed(digits)} to ${greatest.toFixed(digits)})`;
  };
  return kinds.flatMap(({ name, goals, times, sizes }) => [
    { what: `process start to first answer, ms, ${name}`, value: text(times, 0), goal: goals[0] },
    { what: `idle memory, MiB, ${name}`, value: text(sizes, 1), goal: goals[1] },
  ]);
}
