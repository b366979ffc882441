// The least that shows an answer while it comes: its text in paragraphs, added to once per frame, the
// page's end in view. What it costs is the browser's own price for a frame in which a word came.

import { words } from './words.js';

const text = document.querySelector('.text');
let waiting = '';

function show() {
  const [first, ...others] = waiting.split('\n\n');
  waiting = '';
  const paragraph = () => text.appendChild(document.createElement('p'));
  (text.lastChild ?? paragraph()).append(first);
  for (const other of others) paragraph().append(other);
  scrollTo(0, document.documentElement.scrollHeight);
}

window.begin = () =>
  words((piece) => {
    if (!waiting) requestAnimationFrame(show);
    waiting += piece;
  });
