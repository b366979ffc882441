// The smallest page that shows an answer while it arrives: text in paragraphs, extended once per frame, with the page's
// end in view. Its cost is the browser's own for a frame with new words.

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
