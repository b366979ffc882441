// Runs every file in bench/, or those named as arguments, and prints their results as one table. Each file exports a
// function that returns or yields rows: what was measured, the value as text, and the goal as text if there is one. A
// file that fails does not lose the rows of the others.

import { readdir } from 'node:fs/promises';

const folder = new URL('bench/', import.meta.url);
const rows = [];
const wanted = process.argv.slice(2);
const is = (name) => name.endsWith('.mjs') && (!wanted.length || wanted.includes(name.slice(0, -4)));
for (const name of (await readdir(folder)).filter(is).sort()) {
  const { default: measure } = await import(new URL(name, folder));
  try {
    for await (const row of await measure()) rows.push(row);
  } catch (error) {
    console.error(`${name} did not come to its end:`, error);
    process.exitCode = 1;
  }
}
const width = (key) => Math.max(key.length, ...rows.map((row) => (row[key] ?? '').length));
const line = (row) => `  ${(row.what ?? '').padEnd(width('what'))}  ${(row.value ?? '').padEnd(width('value'))}  ${row.goal ?? ''}`.trimEnd();
console.log(`\n${line({ what: 'what', value: 'value', goal: 'goal' })}`);
for (const row of rows) console.log(line(row));
