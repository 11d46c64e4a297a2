import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { expect, inject, test } from 'vitest'
import { readCodeBlocks } from '../docs/read-code-blocks.js'
import { runPage } from '../docs/run-page.js'

const root = new URL('../../', import.meta.url)
const folder = inject('projectFolder')

test.each(listPages())('every block of %s runs and prints what the page says', async page => {
  expect(await runPage(readFileSync(new URL(page, root), 'utf8'), folder)).toEqual([])
})

test('a page whose blocks all are right passes', async () => {
  const page = `# Page
\`\`\`js file=add.mjs
export const add = (a, b) => a + b
\`\`\`
\`\`\`ts
// @ts-expect-error no types
import { add } from './add.mjs'
const sum: number = add(1, 2)
console.log('sum', sum, 'after 12.5 ms at', process.cwd() + '/add.mjs:1:1')
\`\`\`
\`\`\`text
sum 3 after 99 ms at add.mjs:1:1
\`\`\`
\`\`\`sh exit=3
echo one; echo two; echo three >&2; exit 3
\`\`\`
\`\`\`text
one
…
three
\`\`\`
\`\`\`yaml skip="a service runs it"
on: push
\`\`\`
\`\`\`yaml exit=4
jobs:
  test:
    steps:
      - run: exit 9
      - run: >-
          echo loophound run;
          exit 4
\`\`\`
`
  expect(await runPage(page, folder)).toEqual([])
})

test.each([
  [
    'a wrong output',
    '```sh\necho one two\n```\n```text\none three\n```',
    'line 1: expected the output\none three\n\ngot\none two',
  ],
  [
    'a line missing from the output',
    '```sh\necho one; echo two\n```\n```text\none\n```',
    'line 1: expected the output\none',
  ],
  [
    'a wrong line number',
    "```sh\necho 'a.js:7:1 12 ms'\n```\n```text\na.js:8:1 13 ms\n```",
    'line 1: expected the output',
  ],
  ['a wrong exit code', '```sh\nexit 1\n```', 'line 1: expected exit code 0, got 1'],
  ['a program that throws', "```js\nthrow new Error('no')\n```", 'line 1: expected exit code 0, got 1'],
  [
    'a type error',
    "```ts\nconst one: number = 'one'\n```",
    "line 1: Type 'string' is not assignable to type 'number'.",
  ],
  [
    'a job whose command has another exit code',
    '```yaml\njob:\n  script:\n    - loophound run --no-such-option\n```',
    'line 1: expected exit code 0, got 2',
  ],
  [
    'a job that does not run loophound',
    '```yaml\nrun: exit 0\n```',
    'line 1: expected a command with loophound run in it, file= or skip=, got none',
  ],
  ['bad JSON', '```json\n{ one }\n```', 'line 1: expected JSON, got SyntaxError'],
  ['a skip without a reason', '```sh skip=""\nexit 1\n```', 'line 1: expected a reason to skip, got none'],
])('a page with %s fails', async (_name, page, expected) => {
  expect(await runPage(page, folder)).toEqual([expect.stringContaining(expected)])
})

test('a block that could slip through unseen is refused', () => {
  expect(() => readCodeBlocks('```\ncode\n```')).toThrow(
    'line 1: expected one of js, ts, sh, json, yaml, text, got none',
  )
  expect(() => readCodeBlocks('\n```sh exti=1\nfalse\n```')).toThrow(
    'line 2: expected one of file, exit, folder, skip, got exti',
  )
  expect(() => readCodeBlocks('```text\nout\n```')).toThrow('line 1: expected output to follow a block that is run')
})

function listPages(): string[] {
  const docs = new URL('docs/', root)
  const pages = existsSync(docs) ? readdirSync(docs).filter(name => name.endsWith('.md')) : []
  return ['README.md', ...pages.sort().map(name => `docs/${name}`)]
}
