import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { type Live, PureTab, type Seen, type Shown, type Step, type Tab } from '../fixtures/pure-tab.ts';
import { Chat, expect, model, test } from '../fixtures/test.ts';
import { type Exchange, type Upstream, words } from '../fixtures/upstream.ts';

// Other steps, or more of them: RANDOM_SEED=7 RANDOM_STEPS=2000.
const SEEDS = process.env.RANDOM_SEED ? [Number(process.env.RANDOM_SEED)] : [3, 4];
const STEPS = Number(process.env.RANDOM_STEPS ?? 300);

/** How long after a deletion the test may undo it; the page offers that a little longer. */
const OFFER = 8_000;

/** The same numbers from 0 to 1 for the same seed (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const VOCABULARY = 'amber birch cedar delta ember fjord grove heath islet jetty knoll larch marsh north ocean pearl quartz ridge shore tidal upland vale willow yarrow'.split(' ');

/** The steps in a tab, each about as often as people do it. */
class Steps {
  /** The last deletion, and when it was. */
  private deletion: number | null = null;
  private deletedAt = 0;

  constructor(private readonly random: () => number) {}

  next(tab: Tab, said: (live: Live) => boolean): Step[] {
    if (tab.undo !== null && tab.undo !== this.deletion) [this.deletion, this.deletedAt] = [tab.undo, Date.now()];
    const all: [number, () => Step[]][] = [];
    const can = (weight: number, is: boolean, steps: () => Step | Step[]) => {
      if (is) all.push([weight, () => [steps()].flat()]);
    };
    const busy = tab.live.some((live) => live.shown);
    const opens = !busy && tab.live.length < 3;
    const has = (is: (message: Shown, index: number) => boolean) => tab.messages.flatMap((message, index) => (is(message, index) ? [index] : []));
    const at = (indices: number[], make: (message: number) => Step | Step[]) => (weight: number, is = true) =>
      can(weight, is && indices.length > 0, () => make(this.one(indices)));

    const answers = has(({ what, words, thought }) => what !== 'you' && what !== 'live' && (words !== '' || thought));
    const ended = has(({ what }) => ['cut', 'stopped', 'interrupted', 'failed'].includes(what));
    const send: Step[] = [...(tab.draft.trim() ? [] : [{ do: 'write', words: this.words() } as const]), { do: 'send' }];

    can(1, true, () => ({ do: 'write', words: this.random() < 0.2 ? '' : this.words() }));
    can(10, busy ? tab.waiting.length < 3 : opens && tab.messages.length < 24, () => send);
    can(2, busy, () => ({ do: 'stop' }));
    // Refused while an answer is being written.
    at(answers, (message) => ({ do: 'answer_again', message }))(busy ? 1 : 4, busy || opens);
    at(ended, (message) => ({ do: 'retry', message }))(2, opens);
    at(has(({ what, words }) => ['cut', 'stopped', 'interrupted'].includes(what) && words !== ''), (message) => ({ do: 'continue', message }))(4, opens);
    at(has(({ shortens }) => shortens), (message) => ({ do: 'start_from_here', message }))(4, opens);
    at(has(({ shortens }) => shortens), (message) => ({ do: 'drop_oldest', message }))(4, opens);
    can(1, tab.messages.some(({ starts_here }) => starts_here), () => ({ do: 'send_from_the_start' }));
    at(has(({ what }) => what === 'you'), (message) => ({ do: 'edit_question', message, words: this.words() }))(4, opens);
    at(answers, (message) => ({ do: 'edit_answer', message, words: this.words() }))(2);
    at(has(({ version }) => version !== null), (message) => {
      const [shown = 1, of = 1] = tab.messages[message]!.version!.split('/').map(Number);
      const up = shown === 1 || (shown < of && this.random() < 0.5);
      return { do: 'version', message, version: shown - 1 + (up ? 1 : -1) };
    })(8);
    at([...has(({ what }) => what === 'you'), ...answers], (message) => ({ do: 'delete_from', message }))(tab.messages.length > 16 ? 8 : 2);
    at([...has(({ what }) => what === 'you'), ...answers], (message) => ({ do: 'branch', message }))(1, tab.rows.length < 8);
    const undone = tab.undo !== null && Date.now() - this.deletedAt < OFFER;
    can(6, undone, () => ({ do: 'undo' }));
    can(2, tab.rows.length < 8, () => ({ do: 'new_chat' }));
    // Sometimes a deletion is undone from another conversation.
    can(undone ? 10 : 4, tab.rows.length > 0, () => ({ do: 'open', row: this.below(tab.rows.length) }));
    can(tab.rows.length > 5 ? 4 : 1, tab.messages.length > 0, () => ({ do: 'delete_conversation' }));
    can(1, tab.messages.length > 0, () => ({ do: 'rename', words: this.words() }));
    can(1, tab.waiting.length > 0, () => ({ do: 'edit_waiting', at: this.below(tab.waiting.length) }));
    can(1, tab.waiting.length > 0, () => ({ do: 'remove_waiting', at: this.below(tab.waiting.length) }));
    for (const live of tab.live) {
      const { conversation } = live;
      can(5, true, () => ({ do: 'say', conversation, words: `${this.words()} ` }));
      can(2, !said(live), () => ({ do: 'think', conversation, words: `${this.words()} ` }));
      can(6, said(live), () => ({ do: 'finish', conversation, reason: this.random() < 0.8 ? 'stop' : 'length' }));
      can(1, said(live), () => ({ do: 'break', conversation }));
      can(1, !said(live), () => ({ do: 'refuse', conversation, too_long: this.random() < 0.7 }));
    }

    let left = this.random() * all.reduce((sum, [weight]) => sum + weight, 0);
    const [, steps] = all.find(([weight]) => (left -= weight) < 0) ?? all[0]!;
    return steps();
  }

  private below(limit: number): number {
    return Math.floor(this.random() * limit);
  }

  private one<T>(of: T[]): T {
    return of[this.below(of.length)]!;
  }

  private words(): string {
    return Array.from({ length: 1 + this.below(4) }, () => this.one(VOCABULARY)).join(' ');
  }
}

/** The real page, and the answers that it waits for. */
class RealTab {
  private readonly exchanges = new Map<string, Exchange>();
  private readonly begun = new Set<Exchange>();

  constructor(
    private readonly chat: Chat,
    private readonly upstream: Upstream,
  ) {}

  /** Whether something of an answer has been said. */
  readonly said = (live: Live): boolean => {
    const exchange = this.exchanges.get(name(live));
    return exchange !== undefined && this.begun.has(exchange);
  };

  /** Applies a step in the page or at the model's server. */
  async step(step: Step, before: Tab): Promise<void> {
    const { chat } = this;
    const { page } = chat;
    const message = 'message' in step ? chat.messages.nth(step.message) : chat.messages.first();
    const press = (label: string) => message.getByRole('button', { name: label, exact: true }).click();
    const live = () => {
      const found = before.live.find((live) => 'conversation' in step && live.conversation === step.conversation)!;
      return this.exchanges.get(name(found))!;
    };
    const more = async (item: string) => {
      await press('More');
      await page.getByRole('menuitem', { name: item }).click();
    };
    switch (step.do) {
      case 'write':
        return chat.composer.fill(step.words);
      case 'send':
        return chat.composer.press('Enter');
      case 'stop':
        return chat.stop.click();
      case 'answer_again':
        return press('Answer again');
      case 'retry':
        return press('Retry');
      case 'continue':
        return press('Continue');
      case 'start_from_here':
        return press('Start from here');
      case 'drop_oldest':
        return press('Drop the oldest turn');
      case 'send_from_the_start':
        return page.getByRole('button', { name: 'Send it again' }).click();
      case 'edit_question':
      case 'edit_answer': {
        await press('Edit');
        const editor = page.getByRole('textbox', { name: /^Edit (your message|the answer)$/ });
        await editor.fill(step.words);
        return editor.press('Control+Enter');
      }
      case 'version': {
        const [shown] = before.messages[step.message]!.version!.split('/').map(Number);
        return press(step.version >= shown! ? 'Next version' : 'Previous version');
      }
      case 'delete_from':
        return more('Delete from here on');
      case 'branch':
        return more('Branch to a new conversation');
      case 'undo':
        return page.getByRole('button', { name: 'Undo' }).click();
      case 'new_chat':
        return page.getByRole('button', { name: /^New chat/ }).first().click();
      case 'open':
        return chat.sidebar.getByRole('listitem').nth(step.row).getByRole('button').click();
      case 'delete_conversation':
        return chat.choose('Delete');
      case 'rename':
        await chat.choose('Rename');
        await page.getByRole('textbox', { name: 'Name' }).fill(step.words);
        return page.keyboard.press('Enter');
      case 'edit_waiting':
        return page.getByRole('button', { name: 'Edit waiting message' }).nth(step.at).click();
      case 'remove_waiting':
        return page.getByRole('button', { name: 'Remove waiting message' }).nth(step.at).click();
      case 'say':
        this.begun.add(live().say(step.words));
        return;
      case 'think':
        this.begun.add(live().think(step.words));
        return;
      case 'finish':
        return live().finish(step.reason);
      case 'break':
        return live().reset();
      case 'refuse':
        return live().refuse(400, {}, { code: step.too_long ? 'context_length_exceeded' : null });
    }
  }

  /** Checks that the page requests exactly the expected answers with exactly the right messages, and cancels all others. */
  async asks(tab: Tab): Promise<void> {
    for (const live of tab.live) {
      if (this.exchanges.has(name(live))) continue;
      const exchange = await this.upstream.next();
      this.exchanges.set(name(live), exchange);
      // The instruction to continue comes from the server.
      const goesOn = live.prompt.at(-1)?.[0] === 'assistant';
      const sent = exchange.body.messages.map((message) => [message.role, words(message)]);
      expect(goesOn ? sent.slice(0, -1) : sent).toEqual(live.prompt);
    }
    const wanted = new Set(tab.live.map(name));
    for (const [live, exchange] of this.exchanges) {
      if (wanted.has(live)) continue;
      await exchange.closed;
      this.exchanges.delete(live);
    }
    expect(this.upstream.untaken, 'nothing else is asked for').toBe(0);
  }
}

const name = (live: Live) => `${live.conversation} ${live.turn}`;

/** What the page shows. */
function look(page: Page): Promise<Seen> {
  return page.evaluate(() => {
    const text = (node: ParentNode, selector: string) => node.querySelector(selector)?.textContent?.trim() ?? '';
    const how: Record<string, Shown['what']> = {
      You: 'you',
      Answer: 'done',
      // Complete, and without a word.
      'No answer': 'done',
      'Answer, cut at the length limit': 'cut',
      'Answer, stopped': 'stopped',
      'Answer, interrupted': 'interrupted',
      'No answer yet': 'failed',
    };
    const buttons = (article: Element) => [...article.querySelectorAll('.note button')].map((button) => button.textContent?.trim());
    return {
      rows: [...document.querySelectorAll('nav.sidebar li button')].map((row) => ({
        title: text(row, 'span'),
        current: row.getAttribute('aria-current') === 'page',
        doing: row.querySelector('small:not([hidden])')?.textContent ?? null,
      })),
      messages: [...document.querySelectorAll('article')].map((article) => ({
        what: article.getAttribute('aria-busy') === 'true' ? 'live' : how[text(article, 'h2')]!,
        words: text(article, '.said, .text'),
        version: text(article, '.versions > span') || null,
        edited: [...article.querySelectorAll('.meta span')].some((span) => span.textContent === 'edited'),
        thought: article.querySelector('details.thinking') !== null,
        starts_here: buttons(article).includes('Send it again'),
        shortens: buttons(article).includes('Start from here'),
      })),
      waiting: [...document.querySelectorAll('.queue p')].map((waiting) => waiting.textContent ?? ''),
      draft: document.querySelector<HTMLTextAreaElement>('#message')!.value,
    };
  });
}

/** The saved file without times and without the sentences of faults. */
function tree(json: string): unknown {
  return JSON.parse(json, (key, value) => {
    if (key === 'figures' || key === 'ms') return undefined;
    return key === 'interrupted' || key === 'failed' ? { kind: value.kind } : value;
  }).conversations;
}

for (const seed of SEEDS) {
  test(`after each of ${STEPS} random steps the page is what the conversations say (${seed})`, async ({ page, launch, scripted, upstream }) => {
    test.setTimeout(30_000 + STEPS * 300);
    const server = await launch.mayfly({ config: { ...model(scripted.url), LIMITS__REQUESTS_PER_MINUTE: '100000' } });
    // High enough for all rows of a conversation to be built.
    page.setDefaultTimeout(7_000);
    await page.setViewportSize({ width: 1280, height: 4000 });
    const chat = new Chat(page, server);
    await chat.signInQuietly();
    const real = new RealTab(chat, upstream);
    const pure = PureTab.start();
    const steps = new Steps(numbers(seed));
    const done: string[] = [];
    const was = () => `seed ${seed}, after ${done.length} steps, the last ones:\n${done.slice(-12).join('\n')}\n`;

    let tab = await pure.step({ do: 'write', words: '' });
    while (done.length < STEPS) {
      for (const step of steps.next(tab, real.said)) {
        done.push(JSON.stringify(step));
        await test.step(done.at(-1)!, async () => {
          await real.step(step, tab);
          tab = await pure.step(step);
          await expect.poll(() => look(page), { message: was(), intervals: [0, 10, 20, 40, 80, 160] }).toEqual(seen(tab));
          await real.asks(tab);
        });
      }
      if (done.length % 50 === 0 && tab.saved) {
        const [file] = await Promise.all([page.waitForEvent('download'), chat.chooseAccount('Save all as JSON')]);
        expect(tree(readFileSync(await file.path(), 'utf8')), was()).toEqual(tree(tab.saved));
      }
    }
    pure.stop();
  });
}

function seen({ rows, messages, waiting, draft }: Tab): Seen {
  return { rows, messages: messages.map((message) => ({ ...message, words: message.words.trim() })), waiting, draft };
}
