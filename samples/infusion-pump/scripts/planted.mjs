// Keeps planted.json in step with the code.
//
//   node scripts/planted.mjs            checks that every entry's text stands in its line
//   node scripts/planted.mjs --update   looks each text up again and corrects the lines
//
// A text must occur exactly once in its file for --update.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const list = join(root, 'planted.json');
const entries = JSON.parse(readFileSync(list, 'utf8'));
const update = process.argv.includes('--update');
const problems = [];

function linesOf(file) {
  return readFileSync(join(root, file), 'utf8').split(/\r?\n/);
}

function compare(a, b) {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  if (a.line !== b.line) return a.line - b.line;
  return a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0;
}

for (const entry of entries) {
  const lines = linesOf(entry.file);
  if (update) {
    const found = lines.flatMap((line, index) => (line.includes(entry.text) ? [index + 1] : []));
    if (found.length === 1) entry.line = found[0];
    else problems.push(`${entry.file}: "${entry.text}" occurs ${found.length} times`);
  } else if (!lines[entry.line - 1]?.includes(entry.text)) {
    problems.push(`${entry.file}:${entry.line}: "${entry.text}" is not in this line`);
  }
}

const sorted = [...entries].sort(compare);
if (update) {
  writeFileSync(list, `${JSON.stringify(sorted, null, 2)}\n`);
} else if (sorted.some((entry, index) => entry !== entries[index])) {
  problems.push('planted.json: not sorted by file, line and rule');
}

for (const problem of problems) console.error(problem);
console.log(`${entries.length} entries, ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;
