import { expect, test } from 'vitest'
import { judgeFrame } from '../../../../src/analysis/frames/frame.js'
import { createReadLine } from '../../../../src/analysis/frames/source-lines.js'
import { own } from '../fake-evidence.js'

const frameAt = (line: number) => judgeFrame(own('work', line))

test('reads the line of a frame, counted from 1, and each file once', () => {
  const read: string[] = []
  const readLine = createReadLine(file => {
    read.push(file)
    return 'one\r\ntwo\nthree'
  })
  expect([1, 2, 3].map(line => readLine(frameAt(line)))).toEqual(['one', 'two', 'three'])
  expect(read).toEqual(['/app/server.js'])
})

test('reads nothing where there is nothing', () => {
  expect(createReadLine()(frameAt(1))).toBeUndefined()
  expect(createReadLine(() => undefined)(frameAt(1))).toBeUndefined()
  expect(createReadLine(() => 'one')(frameAt(2))).toBeUndefined()
  expect(createReadLine(() => 'one')(frameAt(0))).toBeUndefined()
})
