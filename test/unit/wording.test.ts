import { expect, test } from 'vitest'
import { readSentences } from '../rules/read-sentences.js'
import { readSources, type SourceFile } from '../rules/read-sources.js'

test('what a user can read is worded as on one page, which shows every change of it in review', {
  timeout: 60_000,
}, async () => {
  await expect(formatPage()).toMatchFileSnapshot('wording.txt')
})

test('a sentence is found in whatever form it stands, and what is none is left out', () => {
  const text = [
    "import { a } from './some of these words.js'",
    "const plain = 'The loop was blocked.'",
    'const put = `Move $' + '{name} to a worker, or $' + '{other}.`',
    "const none = ['utf8', 'node:fs', 'two words', `$" + '{a} $' + '{b}`]',
  ].join('\n')
  expect(readSentences({ path: 'planted.ts', text })).toEqual(['The loop was blocked.', 'Move … to a worker, or ….'])
})

function formatPage(): string {
  return readSources('src').flatMap(formatFile).join('\n')
}

function formatFile(source: SourceFile): string[] {
  const sentences = readSentences(source)
  if (sentences.length === 0) return []
  return [source.path, ...sentences.map(text => `  ${text.replaceAll('\n', '\n    ')}`), '']
}
