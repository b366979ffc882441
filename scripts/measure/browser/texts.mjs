// Texts of one kind and any length, in pieces of a few characters, as models send them.

const WORDS = 'the model writes about rivers and stones where light falls between leaves while evening comes slowly'.split(' ');
const word = (n) => WORDS[(n * 7 + (n >> 3)) % WORDS.length];
const words = (from, count) => Array.from({ length: count }, (_, n) => word(from + n)).join(' ');

const mixed = [
  (n) => `## About ${words(n, 3)}\n\n`,
  (n) => `${words(n, 30)}, **${words(n, 2)}** and *${words(n + 3, 2)}*, as \`${word(n)}\` says. ${words(n + 9, 25)}.\n\n`,
  (n) => `- ${words(n, 8)}\n- ${words(n + 4, 9)}\n- [${words(n, 2)}](https://example.org/${n})\n\n`,
  (n) => `\`\`\`js\nconst ${word(n)} = ${n};\nreturn ${word(n + 1)}(${word(n + 2)});\n\`\`\`\n\n`,
  (n) => `| ${word(n)} | ${word(n + 1)} |\n|---|---|\n| ${n} | ${words(n, 3)} |\n| ${n + 1} | ${words(n + 2, 3)} |\n\n`,
];

/** The beginning of each kind, and its nth piece. */
const KINDS = {
  mixed: { head: '', piece: (n) => mixed[n % mixed.length](n) },
  fence: { head: '```js\n', piece: (n) => `const ${word(n)}${n} = ${word(n + 1)}("${words(n, 3)}");\n` },
  table: { head: '| one | two | three |\n|---|---|---|\n', piece: (n) => `| ${n} | ${words(n, 3)} | **${word(n)}** |\n` },
  list: { head: '', piece: (n) => `- ${words(n, 9)} *${word(n)}*\n` },
  paragraph: { head: '', piece: (n) => `${words(n, 9)} **${word(n)}** ${words(n + 5, 6)}. ` },
};

export const kinds = Object.keys(KINDS);

/** A writer of one kind: `upTo(bytes)` returns the text up to that length, `tokens(count)` the next tokens. */
export function writer(kind) {
  const { head, piece } = KINDS[kind];
  let n = 0;
  let ahead = head;
  let length = 0;
  const take = (count) => {
    while (ahead.length < count) ahead += piece(n++);
    const taken = ahead.slice(0, count);
    ahead = ahead.slice(count);
    length += count;
    return taken;
  };
  return {
    upTo: (bytes) => take(Math.max(0, bytes - length)),
    tokens: (count) => Array.from({ length: count }, (_, index) => take(3 + (index % 4))),
  };
}
