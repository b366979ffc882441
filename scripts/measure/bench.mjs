// Runs every file in bench/ and prints what they found as one table. Such a file exports a function
// that gives rows: what was measured, the value as text, and the goal as text where there is one.

import { readdir } from 'node:fs/promises';

const folder = new URL('bench/', import.meta.url);
const rows = [];
for (const name of (await readdir(folder)).filter((name) => name.endsWith('.mjs')).sort()) {
  const { default: measure } = await import(new URL(name, folder));
  rows.push(...(await measure()));
}
const width = (key) => Math.max(key.length, ...rows.map((row) => (row[key] ?? '').length));
const line = (row) => `  ${(row.what ?? '').padEnd(width('what'))}  ${(row.value ?? '').padEnd(width('value'))}  ${row.goal ?? ''}`.trimEnd();
console.log(`\n${line({ what: 'what', value: 'value', goal: 'goal' })}`);
for (const row of rows) console.log(line(row));
