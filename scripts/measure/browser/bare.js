// The least that shows an answer while it comes: its text in paragraphs, added to once per frame, the
// page's end in view. What it costs is the browser's own price for a frame in which a word came.

const text = document.querySelector('.text');
let waiting = '';

function show() {
  const [first, ...others] = waiting.split('\n\n');
  waiting = '';
  const add = (words) => (text.lastChild ?? text.appendChild(document.createElement('p'))).append(words);
  add(first);
  for (const words of others) {
    text.append(document.createElement('p'));
    add(words);
  }
  scrollTo(0, document.documentElement.scrollHeight);
}

window.begin = async () => {
  const response = await fetch('/stream');
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    if (!waiting) requestAnimationFrame(show);
    waiting += value;
  }
};
