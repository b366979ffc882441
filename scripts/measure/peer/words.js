// Reads one stream's text, for both pages.

/** Calls `add` with each piece of text. */
export async function words(add) {
  const response = await fetch('/stream');
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    add(value);
  }
}
