// WebKitGTK, over W3C WebDriver: Debian's driver and its MiniBrowser, on a virtual screen. Elements are found by their
// names, as people find them, and the browser itself clicks on them and types into them.

import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@playwright/test';
import { type Program, answering, eventually, freePort, start } from '../fixtures/process.ts';

const BROWSER = ['x86_64', 'aarch64'].map((machine) => `/usr/lib/${machine}-linux-gnu/webkit2gtk-4.1/MiniBrowser`).find(existsSync);

/** Why the browser is not installed; undefined if it is. */
export const missing =
  BROWSER && ['/usr/bin/WebKitWebDriver', '/usr/bin/Xvfb'].every(existsSync)
    ? undefined
    : 'WebKitGTK is not installed: on Debian it is webkit2gtk-driver, with xvfb';

/** WebDriver's codes for keys without a character. */
export const KEYS = { enter: '\uE007', escape: '\uE00C' };

/** WebDriver's key for a reference to an element. */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

/** A browser with one window, in a profile that is deleted with it. */
export class WebKit {
  private constructor(
    private readonly screen: Program,
    private readonly driver: Program,
    private readonly session: string,
  ) {}

  /** Starts the browser; `home` is the folder that it may write to. */
  static async start(home: string): Promise<WebKit> {
    const screen = start('the screen', 'Xvfb', ['-displayfd', '1', '-screen', '0', '1280x900x24', '-nolisten', 'tcp']);
    await eventually('there is a screen', () => /^\d+\n/.test(screen.output) || !screen.running);
    const env = { DISPLAY: `:${screen.output.trim()}`, HOME: home, LANG: 'C.UTF-8', NO_AT_BRIDGE: '1' };
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const driver = start('WebKitWebDriver', 'WebKitWebDriver', [`--port=${port}`], { env, cwd: home });
    await answering(driver, `${url}/status`);
    const capabilities = {
      'webkitgtk:browserOptions': { binary: BROWSER, args: ['--automation'] },
      // The driver has no way to wait for the browser's question before leaving a page.
      unhandledPromptBehavior: 'accept',
    };
    const { sessionId } = await call<{ sessionId: string }>('POST', `${url}/session`, { capabilities: { alwaysMatch: capabilities } });
    return new WebKit(screen, driver, `${url}/session/${sessionId}`);
  }

  async stop(): Promise<void> {
    await call('DELETE', this.session).catch(() => {});
    await this.driver.stop();
    await this.screen.stop();
  }

  async open(url: string): Promise<void> {
    await call('POST', `${this.session}/url`, { url });
  }

  async reload(): Promise<void> {
    await call('POST', `${this.session}/refresh`, {});
  }

  /** Runs a function in the page. It can use only its arguments. */
  async run<T, A extends unknown[]>(script: (...args: A) => T | Promise<T>, ...args: A): Promise<T> {
    return call<T>('POST', `${this.session}/execute/sync`, { script: `return (${script})(...arguments)`, args });
  }

  /** The visible texts of all elements that match a selector. */
  async texts(selector: string): Promise<string[]> {
    return this.run((selector) => [...document.querySelectorAll<HTMLElement>(selector)].map((element) => element.innerText.trim()), selector);
  }

  /** Clicks on the first visible element that matches a selector and a name, once it does not move and is not covered. */
  async click(selector: string, name: RegExp = /^/): Promise<void> {
    const until = Date.now() + 5_000;
    for (;;) {
      try {
        const element = `${this.session}/element/${await this.find(selector, name)}`;
        // While the page scrolls or the element moves, the click would miss it.
        const place = async () => JSON.stringify([await call('GET', `${element}/rect`), await this.run(() => scrollY)]);
        const was = await place();
        await sleep(50);
        if ((await place()) !== was && Date.now() < until) continue;
        return await call('POST', `${element}/click`, {});
      } catch (error) {
        if (!/click intercepted|stale element/.test(String(error)) || Date.now() > until) throw error;
        await sleep(50);
      }
    }
  }

  /** Types into the first visible element that matches a selector and a name. */
  async type(text: string, selector = '#message', name: RegExp = /^/): Promise<void> {
    await call('POST', `${this.session}/element/${await this.find(selector, name)}/value`, { text });
  }

  /** Empties a field. */
  async clear(selector: string): Promise<void> {
    await call('POST', `${this.session}/element/${await this.find(selector, /^/)}/clear`, {});
  }

  /** Sets the file of a file input, which may be hidden. */
  async pick(selector: string, path: string): Promise<void> {
    const found = await call<Record<string, string>>('POST', `${this.session}/element`, { using: 'css selector', value: selector });
    await call('POST', `${this.session}/element/${found[ELEMENT]}/value`, { text: path });
  }

  /** Collects the page's errors from now on, until another page is loaded. Earlier errors are missed: this driver
   * does not report a page's console. */
  async watch(): Promise<void> {
    await this.run(() => {
      const complaints: string[] = [];
      Object.assign(window, { complaints });
      addEventListener('error', (event) => complaints.push(`error: ${event.message}`));
      addEventListener('unhandledrejection', (event) => complaints.push(`rejection: ${event.reason}`));
      document.addEventListener('securitypolicyviolation', (event) => complaints.push(`policy: ${event.violatedDirective} ${event.blockedURI}`));
      const error = console.error.bind(console);
      console.error = (...words: unknown[]) => {
        complaints.push(`console: ${words.join(' ')}`);
        error(...words);
      };
    });
  }

  /** The collected errors. */
  async complaints(): Promise<string[]> {
    return this.run(() => (window as unknown as { complaints?: string[] }).complaints ?? []);
  }

  private async find(selector: string, name: RegExp): Promise<string> {
    let found: Record<string, string> | null = null;
    await expect
      .poll(
        async () => {
          found = await this.run(
            (selector, source, flags) => {
              const named = new RegExp(source, flags);
              const name = (element: Element) => element.getAttribute('aria-label') ?? (element as HTMLElement).innerText.trim();
              const elements = [...document.querySelectorAll(selector)];
              const shown = elements.filter((element) => element.checkVisibility({ visibilityProperty: true }));
              return (shown.find((element) => named.test(name(element))) ?? null) as unknown as Record<string, string> | null;
            },
            selector,
            name.source,
            name.flags,
          );
          return found !== null;
        },
        { message: `there is ${selector} called ${name}`, intervals: [50] },
      )
      .toBe(true);
    return found![ELEMENT]!;
  }
}

/** Runs a WebDriver command. Returns its value, or throws its error. */
async function call<T>(method: string, url: string, body?: object): Promise<T> {
  const response = await fetch(url, { method, ...(body ? { body: JSON.stringify(body) } : {}) });
  const { value } = (await response.json()) as { value: T & { error?: string; message?: string } };
  if (!response.ok) throw new Error(`${method} ${new URL(url).pathname}: ${value.error}: ${value.message}`);
  return value;
}
