// What answers get once they hold code, formulas or links: colours, MathML, the address of the link that
// has the focus, and clean text when something is copied. The page asks for it when the first of these
// appears and does not need it: where it is missing, code is plain and formulas are their source.
//
// It looks at what is added to the page and works in slices of a few milliseconds, when there is time.
// Lines of code are coloured when they are complete, once. Nothing is changed under a selection.

/** After so many milliseconds a slice takes no other job; the longest jobs are as long again. */
const SLICE = 3;

/** @typedef {() => boolean} Job Does a little; says whether that was all. */
/** @type {Job[]} */
const jobs = [];
let asked = false;

/** Does the job when there is time. */
function later(/** @type {Job} */ job) {
  jobs.push(job);
  ask();
}

function ask() {
  if (asked || jobs.length === 0) return;
  asked = true;
  if (typeof requestIdleCallback === 'function') requestIdleCallback(slice, { timeout: 100 });
  else setTimeout(slice, 16);
}

/** Every job in its turn, so that a long one keeps none waiting. */
function slice() {
  const until = performance.now() + SLICE;
  asked = false;
  chosen = undefined;
  for (let job = jobs.shift(); job; job = performance.now() < until ? jobs.shift() : undefined) {
    if (!job()) jobs.push(job);
  }
  ask();
}

/** A part that is fetched at its first use. Where it can't be had, whoever waits for it does without. */
function part(/** @type {() => Promise<any>} */ load) {
  /** @type {any} */ let loaded;
  /** Whoever waits; null once nobody needs to, or it is no use. @type {((part: any) => void)[] | null | undefined} */
  let waiting;
  return (/** @type {(part: any) => void} */ use) => {
    if (loaded) use(loaded);
    else if (waiting) waiting.push(use);
    else if (waiting === undefined) {
      const first = (waiting = [use]);
      load().then((found) => {
        loaded = found;
        waiting = null;
        for (const then of first) then(found);
      }, () => (waiting = null));
    }
  };
}
const colours = part(() => import('./colours.mjs'));
const formulas = part(async () => {
  const found = await import('./formulas.mjs');
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(found.styles);
  document.adoptedStyleSheets.push(sheet);
  return found;
});
const chemistry = part(async () => {
  const [{ addChemistry }, { default: define }] = await Promise.all([import('./formulas.mjs'), import('./chemistry.mjs')]);
  addChemistry(define);
  return define;
});

// ── What waits for the selection ──

/** @type {[Element, () => void][]} */
let held = [];

/** Changes what stands in an element, but not while some of it is selected. */
function unlessSelected(/** @type {Element} */ element, /** @type {() => void} */ change) {
  if (isSelected(element)) held.push([element, change]);
  else change();
}

/** What is selected. Asked for once a slice, in which nobody selects: where the page has changed, the
 * browser may lay it out before it answers. @type {Range | null | undefined} */
let chosen;

function isSelected(/** @type {Element} */ element) {
  if (chosen === undefined) {
    const selection = getSelection();
    chosen = selection?.rangeCount ? selection.getRangeAt(0) : null;
  }
  return !!chosen && !chosen.collapsed && chosen.intersectsNode(element);
}

document.addEventListener('selectionchange', () => {
  if (held.length === 0) return;
  chosen = undefined;
  const ready = held.filter(([element]) => !isSelected(element));
  if (ready.length === 0) return;
  held = held.filter((one) => !ready.includes(one));
  for (const [element, change] of ready) later(() => (element.isConnected && change(), true));
});

// ── Code ──

/** @typedef {{ state: any, last: Element | null, waits: boolean }} Progress */
/** @type {WeakMap<Element, Progress>} */
const progress = new WeakMap();
/** Blocks whose last line may still grow. @type {Set<Element>} */
const open = new Set();

/** The line after this one, or the first. */
function lineAfter(/** @type {Element} */ figure, /** @type {Element | null} */ line) {
  if (!line) return figure.querySelector('.line');
  return line.nextElementSibling ?? line.parentElement?.nextElementSibling?.firstElementChild ?? null;
}

/** Whether nothing more comes: something stands behind it, or the answer is over. */
function isComplete(/** @type {Element} */ figure) {
  for (let at = /** @type {Element | null} */ (figure); at && !at.matches('.text'); at = at.parentElement) {
    if (at.nextElementSibling) return true;
  }
  return figure.closest('[aria-busy=true]') === null;
}

/** Languages by what loads them, each fetched at its first use. @type {Map<() => Promise<any>, ReturnType<typeof part>>} */
const languages = new Map();

/** Colours the lines of a block that are complete. */
function colourBlock(/** @type {Element} */ figure) {
  if (progress.get(figure)?.waits) return;
  colours(({ named, begin, colour }) => {
    const load = named(figure.getAttribute('data-language') ?? '');
    if (!load) return;
    let language = languages.get(load);
    if (!language) languages.set(load, (language = part(load)));
    language((rules) => {
      // Whoever asked while the colours were on their way asked for the same.
      let at = progress.get(figure);
      if (at?.waits) return;
      if (!at) {
        at = { state: undefined, last: null, waits: false };
        progress.set(figure, at);
      }
      const now = at;
      now.waits = true;
      later(() => {
        // A language's rules are made at its first use, which is a job of its own.
        if (now.state === undefined) {
          now.state = begin(rules);
          return false;
        }
        // Lines that were taken back are no longer there to go on from.
        if (now.last && !now.last.isConnected && figure.isConnected) {
          now.last = null;
          now.state = begin(rules);
        }
        const line = lineAfter(figure, now.last);
        const complete = line && (lineAfter(figure, line) || isComplete(figure));
        if (!complete) {
          now.waits = false;
          if (line) open.add(figure);
          else open.delete(figure);
          return true;
        }
        /** @type {{ pieces: [string, string][], state: any }} */
        const { pieces, state } = colour(line.textContent ?? '', now.state);
        now.state = state;
        now.last = line;
        // A line that shows hidden characters stays as it is.
        if (line.childElementCount === 0 && pieces.some(([kind]) => kind)) {
          unlessSelected(line, () => keepingMarks(line, () => line.replaceChildren(...pieces.map(([kind, text]) => piece(kind, text)))));
        }
        return false;
      });
    });
  });
}

/** Makes a change that leaves an element's text what it is, and keeps what is marked in it as found. */
function keepingMarks(/** @type {Element} */ element, /** @type {() => void} */ change) {
  /** @type {[Range, number, number][]} */
  const kept = [];
  for (const marks of CSS.highlights?.values() ?? []) {
    for (const range of marks) {
      if (!(range instanceof Range) || !element.contains(range.startContainer) || !element.contains(range.endContainer)) continue;
      const before = document.createRange();
      before.setStart(element, 0);
      before.setEnd(range.startContainer, range.startOffset);
      const start = before.toString().length;
      kept.push([range, start, start + range.toString().length]);
    }
  }
  change();
  for (const [range, start, end] of kept) {
    let at = 0;
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const length = /** @type {Text} */ (node).length;
      if (start >= at && start < at + length) range.setStart(node, start - at);
      if (end > at && end <= at + length) range.setEnd(node, end - at);
      at += length;
    }
  }
}

/** One piece of a line as a node. */
function piece(/** @type {string} */ kind, /** @type {string} */ text) {
  if (!kind) return text;
  const span = document.createElement('span');
  span.className = kind;
  span.textContent = text;
  return span;
}

// ── Formulas ──

/** Sets a formula; its source stays with it. */
function setFormula(/** @type {Element} */ element) {
  if (element.hasAttribute('data-tex')) return;
  formulas(({ formula, nodes, isChemistry }) => {
    const set = () => later(() => {
      const source = element.textContent ?? '';
      const tree = element.hasAttribute('data-tex') ? null : formula(source, element.classList.contains('display'));
      if (tree) {
        const math = nodes(tree);
        unlessSelected(element, () => {
          element.setAttribute('data-tex', source);
          element.replaceChildren(math);
        });
      }
      return true;
    });
    if (isChemistry(element.textContent ?? '')) chemistry(set);
    else set();
  });
}

// ── What is added to the page ──

function look(/** @type {Element} */ root) {
  if (root.matches('.line, .lines')) {
    const figure = root.closest('figure.code[data-language]');
    if (figure) colourBlock(figure);
    return;
  }
  if (root.matches('figure.code[data-language]')) colourBlock(root);
  else if (root.matches('.tex:not(.pending)')) setFormula(root);
  if (root.childElementCount === 0) return;
  for (const figure of root.querySelectorAll('.text figure.code[data-language]')) colourBlock(figure);
  for (const tex of root.querySelectorAll('.text .tex:not(.pending)')) setFormula(tex);
}

new MutationObserver((records) => {
  for (const { addedNodes } of records) {
    for (const node of addedNodes) if (node instanceof HTMLElement) look(node);
  }
  for (const figure of open) {
    if (!figure.isConnected) open.delete(figure);
    else if (isComplete(figure)) {
      open.delete(figure);
      colourBlock(figure);
    }
  }
}).observe(document.body, { childList: true, subtree: true });
look(document.body);

// ── Where a link leads ──

const address = document.createElement('div');
address.className = 'address';
address.setAttribute('aria-hidden', 'true');
address.hidden = true;
document.body.append(address);
document.addEventListener('focusin', ({ target }) => {
  const link = target instanceof HTMLAnchorElement && target.closest('.text') && target.matches(':focus-visible') ? target : null;
  address.hidden = !link;
  if (!link) return;
  const { left, bottom } = link.getBoundingClientRect();
  // As the browser will ask for it: no letters that only look like others.
  address.textContent = link.href;
  address.style.insetInlineStart = `${Math.max(8, Math.min(left, innerWidth - address.offsetWidth - 8))}px`;
  address.style.top = `${bottom + 4}px`;
});
for (const gone of ['focusout', 'scroll']) {
  document.addEventListener(gone, () => {
    address.hidden = true;
    address.textContent = '';
  }, { capture: true, passive: true });
}

// ── What is copied ──

/** The text of what was selected: formulas as TeX, tables by tabs, lists with their marks. */
function plain(/** @type {Node} */ node) {
  if (node instanceof Text) return node.data;
  if (!(node instanceof Element || node instanceof DocumentFragment)) return '';
  /** @returns {string} */
  const inner = () => [...node.childNodes].map(plain).join('');
  if (!(node instanceof Element)) return inner();
  const tex = node.getAttribute('data-tex');
  if (tex !== null) return node.classList.contains('display') ? `$$${tex}$$` : `$${tex}$`;
  switch (node.localName) {
    case 'figcaption': case 'button': return '';
    case 'br': return '\n';
    case 'hr': return '\n---\n\n';
    case 'td': case 'th': return `${inner()}\t`;
    case 'tr': return `${inner().replace(/\t$/, '')}\n`;
    case 'table': case 'pre': return `${inner()}\n`;
    case 'li': return `${bullet(node)}${inner().trimEnd().replace(/\n+/g, '\n  ')}\n`;
    case 'ul': case 'ol': return `${inner()}\n`;
    case 'p': case 'h1': case 'h2': case 'h3': case 'h4': case 'h5': case 'h6': return `${inner()}\n\n`;
    default: return node.matches('.line') ? `${inner()}\n` : inner();
  }
}

function bullet(/** @type {Element} */ item) {
  const box = item.querySelector(':scope > .box');
  if (box) return box.matches('.ticked') ? '[x] ' : '[ ] ';
  const list = item.closest('ol, ul');
  if (list?.localName !== 'ol') return '- ';
  const beside = [...(item.parentElement ?? list).children];
  // A long list's later items stand in groups, whose first one tells its number.
  const first = beside[0]?.getAttribute('value') ?? list.getAttribute('start') ?? 1;
  return `${Number(first) + beside.indexOf(item)}. `;
}

document.addEventListener('copy', (event) => {
  const selection = getSelection();
  if (!selection || selection.isCollapsed || selection.rangeCount === 0 || !event.clipboardData) return;
  const range = selection.getRangeAt(0);
  const around = range.commonAncestorContainer;
  const within = around instanceof Element ? around : around.parentElement;
  if (!within?.closest('.text')) return;
  const formula = within.closest('[data-tex]');
  const copied = formula ? formula.cloneNode(true) : range.cloneContents();
  const complex = formula || (copied instanceof DocumentFragment && copied.querySelector('[data-tex], figure, li, tr, .line'));
  if (!complex) return;
  event.clipboardData.setData('text/plain', plain(copied).replace(/\n{3,}/g, '\n\n').trimEnd());
  event.preventDefault();
});
