// Runs every file in bench/, or those that are named, and prints what they found as one table. Such
// a file exports a function that gives rows: what was measured, the value as text, and the goal as
// text where there is one.

import { readdir } from 'node:fs/promises';

const folder = new URL('bench/', import.meta.url);
const rows = [];
const wanted = process.argv.slice(2);
const is = (name) => name.endsWith('.mjs') && (!wanted.length || wanted.includes(name.slice(0, -4)));
for (const name of (await readdir(folder)).filter(is).sort()) {
  const { default: measure } = await import(new URL(name, folder));
  rows.push(...(await measure()));
}
const width = (key) => Math.max(key.length, ...rows.map((row) => (row[key] ?? '').length));
const line = (row) => `  ${(row.what ?? '').padEnd(width('what'))}  ${(row.value ?? '').padEnd(width('value'))}  ${row.goal ?? ''}`.trimEnd();
console.log(`\n${line({ what: 'what', value: 'value', goal: 'goal' })}`);
for (const row of rows) console.log(line(row));
