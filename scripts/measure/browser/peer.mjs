// Serves the peer's page, built with its own packages, and a bare page; streams plain text to them.

import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';

const BUILT = new URL('../peer/built/', import.meta.url);
const page = (name, body) =>
  `<!doctype html><meta charset="utf-8"><title>${name}</title><link rel="stylesheet" href="/page.css">${body}<script type="module" src="/${name}.js"></script>`;
const PAGES = { '/': page('page', '<div id="root"></div>'), '/bare': page('bare', '<div class="text"></div>') };

/** Returns its address (the bare page is at `bare`), `next()` for the next stream, and `stop`. */
export async function startPeer() {
  const waiting = [];
  const server = createServer(async (request, response) => {
    response.socket.setNoDelay(true);
    if (request.url === '/stream') {
      response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' });
      response.flushHeaders();
      waiting.shift()?.({ say: (text) => response.write(text), burst: (text) => response.write(text), finish: () => response.end() });
      return;
    }
    if (request.url in PAGES) return void response.setHeader('content-type', 'text/html').end(PAGES[request.url]);
    const style = request.url.endsWith('.css');
    try {
      // The answer's column is as wide as Mayfly's.
      const body = style ? 'body { font: 17.28px/1.6 system-ui; width: 38.5rem; margin: auto }' : await readFile(new URL(`.${request.url}`, BUILT));
      response.setHeader('content-type', style ? 'text/css' : 'text/javascript').end(body);
    } catch {
      response.writeHead(404).end();
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    next: () => new Promise((resolve) => waiting.push(resolve)),
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
