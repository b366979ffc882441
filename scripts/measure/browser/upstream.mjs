// A model server that writes what the measurement says, when it says so.

import { once } from 'node:events';
import { createServer } from 'node:http';

/** Returns its address, `next()` for the next requested answer, and `stop`. */
export async function startUpstream() {
  const waiting = [];
  const asked = [];
  const server = createServer((request, response) => {
    request.resume();
    response.socket.setNoDelay(true);
    if (!request.url.endsWith('/chat/completions')) {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ object: 'list', data: [{ id: 'bench', object: 'model' }] }));
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const chunk = (delta, finish = null) =>
      `data: ${JSON.stringify({ id: 'b', object: 'chat.completion.chunk', created: 0, model: 'bench', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
    const answer = {
      say: (text) => response.write(chunk({ content: text })),
      /** Many events in one write. */
      burst: (text, size = 200) => {
        let all = '';
        for (let at = 0; at < text.length; at += size) all += chunk({ content: text.slice(at, at + size) });
        response.write(all);
      },
      finish: () => response.end(`${chunk({}, 'stop')}data: [DONE]\n\n`),
    };
    const taker = waiting.shift();
    if (taker) taker(answer);
    else asked.push(answer);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}/v1`,
    next: () => (asked.length ? Promise.resolve(asked.shift()) : new Promise((resolve) => waiting.push(resolve))),
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
