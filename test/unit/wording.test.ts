import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readSentences } from '../rules/read-sentences.js'

const root = new URL('../../', import.meta.url)

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
  const paths = readdirSync(new URL('src', root), { recursive: true, encoding: 'utf8' })
    .map(name => `src/${name.replaceAll('\\', '/')}`)
    .filter(path => path.endsWith('.ts'))
    .sort()
  return paths.flatMap(path => formatFile(path)).join('\n')
}

function formatFile(path: string): string[] {
  const sentences = readSentences({ path, text: readFileSync(new URL(path, root), 'utf8') })
  return sentences.length === 0 ? [] : [path, ...sentences.map(text => `  ${text.replaceAll('\n', '\n    ')}`), '']
}
