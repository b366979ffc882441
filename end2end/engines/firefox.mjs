#!/usr/bin/env node
// Debian's Firefox, for Playwright. Playwright drives a Firefox that it did not build over WebDriver BiDi, but sets
// each context's colour scheme by a command that the extended-support release does not know. This program starts
// the browser with the given arguments, relays between the two, and acknowledges that one command; the browser keeps
// its default, the light scheme. It can be removed once the extended-support release knows the command.

import { spawn } from 'node:child_process';
import { WebSocket, WebSocketServer } from 'ws';

const UNKNOWN = 'emulation.setMediaFeaturesOverride';
const DOWNLOAD = /"method":"browsingContext\.download(WillBegin|End)"/;
const LISTENS = /WebDriver BiDi listening on (ws:\/\/\S+)/;

const firefox = spawn('firefox-esr', process.argv.slice(2), { stdio: ['ignore', 'inherit', 'pipe'] });
firefox.on('exit', (code) => process.exit(code ?? 1));
for (const signal of /** @type {const} */ (['SIGTERM', 'SIGINT', 'SIGHUP'])) process.on(signal, () => firefox.kill(signal));

let said = '';
firefox.stderr.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
  if (LISTENS.test(said)) return void process.stderr.write(text);
  said += text;
  const [, address] = LISTENS.exec(said) ?? [];
  if (address) listen(address);
});

/** @param {string} address of the browser */
function listen(address) {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  server.on('connection', (client, { url }) => relay(client, new WebSocket(`${address}${url}`)));
  server.on('listening', () => {
    const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
    process.stderr.write(`WebDriver BiDi listening on ws://127.0.0.1:${port}\n`);
  });
}

/** @param {WebSocket} client @param {WebSocket} browser */
function relay(client, browser) {
  /** @type {string[]} */
  const waiting = [];
  client.on('message', (data) => {
    const text = data.toString();
    const { id, method } = JSON.parse(text);
    if (method === UNKNOWN) client.send(JSON.stringify({ type: 'success', id, result: {} }));
    else if (browser.readyState === WebSocket.OPEN) browser.send(text);
    else waiting.push(text);
  });
  browser.on('open', () => waiting.forEach((text) => browser.send(text)));
  browser.on('message', (data) => client.send(named(data.toString())));
  for (const [here, there] of [[client, browser], [browser, client]]) {
    here?.on('close', () => there?.close());
    here?.on('error', () => there?.close());
  }
}

/** @param {string} text @returns {string} the same, but a download says which one it is */
function named(text) {
  if (!DOWNLOAD.test(text)) return text;
  const event = JSON.parse(text);
  event.params.download ??= event.params.navigation ?? event.params.url;
  return JSON.stringify(event);
}
