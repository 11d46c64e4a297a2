import { describe, expect, test } from 'vitest'
import { formatPrograms } from '../../../../src/reporters/text/summary.js'
import { bareBlock, fullProcess, fullReport } from '../sample-report.js'

function createProcess(pid: number, script?: string, threadId = 0) {
  return { ...fullProcess, pid, threadId, argv: script === undefined ? ['/usr/bin/node'] : ['/usr/bin/node', script] }
}

function createBlocks(pid: number, count: number) {
  return Array.from({ length: count }, () => ({ ...bareBlock, process: { pid, threadId: 0, role: 'app' as const } }))
}

describe('formatPrograms', () => {
  test('counts the blocks of each program, most first, those without any left out', () => {
    const processes = [
      createProcess(1, '/app/main.js'),
      createProcess(2, '/app/worker.js'),
      createProcess(3, '/app/worker.js'),
      createProcess(4, '/app/quiet.js'),
      createProcess(5),
    ]
    const blocks = [...createBlocks(1, 1), ...createBlocks(2, 3), ...createBlocks(3, 9), ...createBlocks(5, 1)]
    expect(formatPrograms({ ...fullReport, processes, blocks })).toBe(
      'worker.js (12 in 2 processes), /usr/bin/node (1), main.js (1)',
    )
  })

  test('shows five programs and counts the others', () => {
    const processes = Array.from({ length: 8 }, (_, pid) => createProcess(pid, `/app/${pid}.js`))
    const blocks = processes.flatMap(({ pid }) => createBlocks(pid, 1))
    expect(formatPrograms({ ...fullReport, processes, blocks })).toBe(
      '0.js (1), 1.js (1), 2.js (1), 3.js (1), 4.js (1), 3 more programs',
    )
  })

  test('is not needed for one process, whatever threads it has, nor without blocks', () => {
    const one = [createProcess(1, '/app/main.js'), createProcess(1, '/app/main.js', 1)]
    expect(formatPrograms({ ...fullReport, processes: one, blocks: createBlocks(1, 2) })).toBeUndefined()
    const two = [createProcess(1, '/app/main.js'), createProcess(2, '/app/main.js')]
    expect(formatPrograms({ ...fullReport, processes: two, blocks: [] })).toBeUndefined()
  })
})
