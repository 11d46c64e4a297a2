import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createSourceReader } from '../../../src/sources/source-reader.js'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loophound-sources-'))
})

afterEach(() => {
  rmSync(folder, { recursive: true })
})

test('reads a file once', () => {
  const file = join(folder, 'app.js')
  const readSource = createSourceReader()
  writeFileSync(file, 'first')
  expect(readSource(file)).toBe('first')
  writeFileSync(file, 'second')
  expect(readSource(file)).toBe('first')
})

test('reads a file again when others have taken its place', () => {
  const [file, other] = [join(folder, 'app.js'), join(folder, 'bundle.js')]
  const readSource = createSourceReader()
  writeFileSync(file, 'first')
  writeFileSync(other, 'x'.repeat(8_000_000))
  readSource(file)
  expect(readSource(other)).toHaveLength(8_000_000)
  writeFileSync(file, 'second')
  expect(readSource(file)).toBe('second')
})

test('gives nothing for a file that is missing, too large, a folder, or no path', () => {
  const large = join(folder, 'large.js')
  writeFileSync(large, 'x'.repeat(8_000_001))
  const readSource = createSourceReader()
  expect([join(folder, 'nope.js'), large, folder, 'node:fs', 'app.js', ''].map(readSource)).toEqual(
    Array.from({ length: 6 }),
  )
})
