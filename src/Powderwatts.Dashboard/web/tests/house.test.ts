import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { say } from '../src/messages/en';

const source = join(process.env.WEB_FOLDER ?? '.', 'src');
const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name): [string, string] => [name.replaceAll('\\', '/'), readFileSync(join(source, name), 'utf8')]);

test('numbers and times are formatted in format.ts and nowhere else', () => {
  for (const [name, text] of files.filter(([name]) => name !== 'format.ts')) {
    assert.doesNotMatch(text, /\bIntl\b|\.toFixed\(|\.toLocale|\.toPrecision\(|\.toExponential\(/, name);
  }
});

test('nothing on the page is written as markup from a value, and no style attribute is set', () => {
  for (const [name, text] of files) {
    assert.doesNotMatch(text, /innerHTML|unsafeHTML|unsafeSVG|insertAdjacentHTML|\bstyle=|styleMap\(/, name);
  }
});

test('no file asks another host', () => {
  for (const [name, text] of files) {
    assert.doesNotMatch(text, /https?:\/\//, name);
  }
});

test('what the page says of its numbers has at most sixty words', () => {
  for (const words of [say.howWatts, say.howEnergy]) {
    assert.ok(words.split(/\s+/).length <= 60, words);
  }
});
