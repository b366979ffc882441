// What both pages read: the words of one stream, as they come.

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
