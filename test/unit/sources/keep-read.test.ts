import { expect, test } from 'vitest'
import { keepRead } from '../../../src/sources/source-reader.js'

test('reads each file once, also one of which nothing could be read', () => {
  const { read, log } = createReader(100)
  expect(['a', 'none', 'a', 'none'].map(read)).toEqual(['text of a', undefined, 'text of a', undefined])
  expect(log).toEqual(['a', 'none'])
})

test('begins anew when the next file would not fit', () => {
  // Nine characters and one of the path.
  const { read, log } = createReader(25)
  for (const file of ['a', 'b', 'b', 'c', 'b']) read(file)
  expect(log).toEqual(['a', 'b', 'c', 'b'])
})

function createReader(maxChars: number) {
  const log: string[] = []
  const readText = (file: string) => {
    log.push(file)
    return file === 'none' ? undefined : `text of ${file}`
  }
  return { log, read: keepRead(readText, text => text?.length ?? 0, maxChars) }
}
