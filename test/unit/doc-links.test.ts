import { readdirSync, readFileSync, statSync } from 'node:fs'
import { expect, test } from 'vitest'
import { findDeadLinks, findUnlinked, type Page } from '../rules/find-dead-links.js'

const root = new URL('../../', import.meta.url)
const pages = readPages()

test('every relative link of the pages leads to a file and to a heading that exist', () => {
  expect(findDeadLinks(pages, isFile)).toEqual([])
})

test('another page links every page of docs', () => {
  expect(findUnlinked(pages).filter(path => path.startsWith('docs/'))).toEqual([])
})

test('a link to no file and one to no heading are found, and code is none', () => {
  const planted: Page[] = [
    { path: 'README.md', markdown: '# A\n[b](docs/b.md#what-it-costs) [c](docs/c.md) [w](https://example.org/d.md)\n' },
    { path: 'docs/b.md', markdown: '## What «it» costs?\n[a](../README.md#b)\n```js\nlist[0](here)\n```\n[up](#no)\n' },
  ]
  expect(findDeadLinks(planted, path => planted.some(page => page.path === path))).toEqual([
    'README.md links docs/c.md: no such file',
    'docs/b.md links ../README.md#b: no such heading',
    'docs/b.md links #no: no such heading',
  ])
})

test('a page that only links itself counts as not linked', () => {
  const planted = [
    { path: 'README.md', markdown: '[a](docs/a.md)' },
    { path: 'docs/a.md', markdown: '' },
    { path: 'docs/b.md', markdown: '[here](b.md)' },
  ]
  expect(findUnlinked(planted)).toEqual(['README.md', 'docs/b.md'])
})

function readPages(): Page[] {
  const names = readdirSync(root).filter(name => name.endsWith('.md'))
  const docs = readdirSync(new URL('docs/', root)).map(name => `docs/${name}`)
  return [...names, ...docs.filter(path => path.endsWith('.md'))].map(path => ({
    path,
    markdown: readFileSync(new URL(path, root), 'utf8'),
  }))
}

function isFile(path: string): boolean {
  return statSync(new URL(path, root), { throwIfNoEntry: false })?.isFile() === true
}
