// Proxies that close idle connections. Their limits (60 s in nginx, 50 s in Debian's HAProxy) are shortened to 2.5 s
// here, and the heartbeat from 15 s to 1 s, so that the test does not take minutes.

import { HAProxy, IMPATIENT, SHIPPED } from '../fixtures/haproxy.ts';
import { DEFAULT_BUFFERING, Nginx } from '../fixtures/nginx.ts';
import { eventually } from '../fixtures/process.ts';
import { Chat, expect, model, test } from '../fixtures/test.ts';
import { heartbeats } from '../fixtures/waiting.ts';

for (const [name, more] of [
  ['as Debian ships it', []],
  ['with the documented line', ['option abortonclose']],
] as const) {
  test(`through HAProxy ${name}, tokens are live and a stop arrives`, async ({ page, launch, upstream }) => {
    test.skip(!HAProxy.isInstalled, 'haproxy is not installed');
    const url = await Nginx.address();
    const config = { ...model(upstream.url), TIMEOUTS__HEARTBEAT: '1s' };
    const mayfly = await launch.mayfly({ publicUrl: url, config });
    await launch.haproxy(url, mayfly.port, [...SHIPPED, ...more]);
    const chat = new Chat(page, mayfly);
    await chat.signIn();
    await chat.ask('The first');
    const first = await upstream.next();
    first.say('Live');
    await expect(chat.text).toHaveText('Live');
    expect(first.isClosed).toBe(false);
    await chat.stop.click();
    // Without the option, HAProxy notices that a client has disconnected only when it has something to send to it:
    // the next token, or the next heartbeat (15 s by default).
    await eventually('the connection to the model is closed', () => first.isClosed, more.length ? 700 : 4_000);
    await chat.ask('The second');
    (await upstream.next()).answer('Whole.');
    await chat.answered();
    await expect(chat.text).toHaveText('Whole.');
  });
}

/** The idle limit of the proxies here, in milliseconds. */
const LIMIT = 2_500;

for (const name of ['nginx', 'HAProxy']) {
  test(`heartbeats keep a silent stream open past the idle limit of ${name}`, async ({ page, launch, upstream }) => {
    test.skip(name === 'HAProxy' && !HAProxy.isInstalled, 'haproxy is not installed');
    const url = await Nginx.address();
    const config = { ...model(upstream.url), TIMEOUTS__HEARTBEAT: '1s' };
    const mayfly = await launch.mayfly({ publicUrl: url, config });
    if (name === 'nginx') {
      const lines = [...DEFAULT_BUFFERING, 'proxy_read_timeout 2500ms;', 'send_timeout 2500ms;'];
      await launch.nginx(url, mayfly.port, { lines });
    } else {
      await launch.haproxy(url, mayfly.port, IMPATIENT);
    }
    const chat = new Chat(page, mayfly);
    await chat.signIn();
    const beats = await heartbeats(page);
    await chat.ask('Think long.');
    const exchange = await upstream.next();
    // Before the first token, and again in the middle: silent for longer than the proxy's limit.
    const silent = async (since: number) => {
      await beats(5);
      expect(performance.now() - since).toBeGreaterThan(LIMIT);
    };
    await silent(exchange.at);
    exchange.say('One, ');
    const said = performance.now();
    await expect(chat.text).toHaveText('One,');
    await silent(said);
    exchange.say('two.').finish();
    await chat.answered();
    await expect(chat.text).toHaveText('One, two.');
  });
}
