import { describe, expect, test } from 'vitest'
import type { Block } from '../../../../src/model/block.js'
import { formatThreads } from '../../../../src/reporters/text/summary.js'
import { bareBlock, fullProcess } from '../sample-report.js'

function block(pid: number, threadId: number, durationMs: number, threadName?: string): Block {
  const process = { pid, threadId, role: 'app' as const, ...(threadName === undefined ? {} : { threadName }) }
  return { ...bareBlock, durationMs, process }
}

const server = { ...fullProcess, pid: 1, argv: ['/usr/bin/node', '/app/src/server.js'] }
const worker = { ...fullProcess, pid: 1, threadId: 2, argv: ['/usr/bin/node'] }
const runner = { ...fullProcess, pid: 2, argv: ['/usr/bin/node', 'a.test.js'], execArgv: ['--test'] }
const programs = { processes: [server, worker, runner], roots: ['/app'] }

describe('formatThreads', () => {
  test('names program, process and thread, the longest first', () => {
    const blocks = [block(1, 0, 60), block(2, 0, 100), block(1, 2, 90, 'a\u001bb'), block(1, 0, 70)]
    expect(formatThreads(blocks, programs)).toBe(
      'src/server.js, process 1, main thread; node --test, process 2; src/server.js, process 1, thread 2 a b',
    )
  })

  test('names three, and counts the others', () => {
    const blocks = [block(1, 0, 100), block(1, 2, 90), block(2, 0, 80), block(3, 0, 70), block(3, 1, 60)]
    expect(formatThreads(blocks, programs)).toBe(
      'src/server.js, process 1, main thread; src/server.js, process 1, thread 2; node --test, process 2; 2 more',
    )
    expect(formatThreads(blocks.slice(3, 4), programs)).toBe('process 3')
  })

  test('is not needed where there was but one thread', () => {
    expect(formatThreads([block(1, 0, 100)], { ...programs, processes: [server] })).toBeUndefined()
    expect(formatThreads([], programs)).toBeUndefined()
  })
})
