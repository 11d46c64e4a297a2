import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { askSourcePositions } from '../../../../src/agent/stacks/source-positions.js'
import type { RawFrame } from '../../../../src/model/frame.js'

let folder: string
let file: string
const { prepareStackTrace } = Error

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loophound-originals-'))
  file = join(folder, 'app.ts')
  writeFileSync(file, 'run()')
  vi.stubEnv('VITEST', undefined)
  vi.stubEnv('JEST_WORKER_ID', undefined)
})

afterEach(() => {
  Error.prepareStackTrace = prepareStackTrace
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

function createFrame(fields: Partial<RawFrame> = {}): RawFrame {
  return { function: 'run', typeName: null, file, line: 3, column: 7, ...fields }
}

/** Lets Node show stacks as a tool would that adds ten to each line and moves all code of a line to its column 5. */
function pretendToTransform(isKnown: (place: string) => boolean = () => true): string[] {
  const asked: string[] = []
  Error.prepareStackTrace = (error, sites) => {
    const lines = sites.map(site => {
      const place = `${site.getFileName()}:${site.getLineNumber()}:${site.getColumnNumber()}`
      asked.push(place)
      if (!isKnown(place)) return `\n    at ${site}`
      return `\n    at ${site.getFunctionName()} (${site.getFileName()}:${(site.getLineNumber() ?? 0) + 10}:5)`
    })
    return `${error}${lines.join('')}`
  }
  return asked
}

describe('askOriginals', () => {
  test('asks the tool that shows stacks, once for each place', () => {
    const asked = pretendToTransform()
    const running = { file, line: 3, column: 7 }
    expect(askSourcePositions([createFrame(), createFrame({ function: 'other' })], { isAsking: true })).toEqual([
      { running, original: { file, line: 13, column: 5 } },
    ])
    expect(asked).toEqual([`${file}:3:7`])
  })

  test('asks for the path of a URL where the tool knows that only', () => {
    pretendToTransform(place => !place.startsWith('file:'))
    const url = pathToFileURL(file).href
    expect(askSourcePositions([createFrame({ file: url })], { isAsking: true })).toEqual([
      { running: { file: url, line: 3, column: 7 }, original: { file, line: 13, column: 5 } },
    ])
  })

  test('asks where the function of a frame in a profile begins, and for the end of its line', () => {
    const asked = pretendToTransform()
    const frame = createFrame({ line: 4, column: 0, functionLine: 2, functionColumn: 9 })
    expect(askSourcePositions([frame, { ...frame, line: 0 }], { isAsking: true })).toEqual([
      { running: { file, line: 2, column: 9 }, original: { file, line: 12, column: 5 } },
      { running: { file, line: 4, column: 0 }, original: { file, line: 14, column: 0 } },
    ])
    expect(asked).toEqual([`${file}:2:9`, `${file}:4:1000000`])
  })

  test('understands URLs', () => {
    pretendToTransform()
    const url = `${pathToFileURL(file)}?v=1`
    expect(askSourcePositions([createFrame({ file: url })], { isAsking: true })).toMatchObject([
      { original: { file: url, line: 13 } },
    ])
  })

  test('knows an answer that is the same place from none', () => {
    Error.prepareStackTrace = (_, [site]) => `\n    at f (${file}:${site?.getLineNumber()}:7)`
    const running = { file, line: 3, column: 7 }
    expect(askSourcePositions([createFrame()], { isAsking: true })).toEqual([{ running, original: running }])
    pretendToTransform(() => false)
    expect(askSourcePositions([createFrame()], { isAsking: true })).toEqual([])
  })

  test('asks for JavaScript only under a test runner', () => {
    const script = join(folder, 'app.js')
    writeFileSync(script, 'run()')
    const asked = pretendToTransform()
    expect(askSourcePositions([createFrame({ file: script })], { isAsking: true })).toEqual([])
    vi.stubEnv('JEST_WORKER_ID', '1')
    expect(askSourcePositions([createFrame({ file: script })], { isAsking: true })).toMatchObject([
      { original: { line: 13 } },
    ])
    expect(asked).toHaveLength(1)
  })

  test.each([null, 'node:fs', 'evalmachine.<anonymous>', '/app/node_modules/dep/index.ts', '/nope/app.ts'])(
    'does not ask for %s',
    other => {
      const asked = pretendToTransform()
      expect(askSourcePositions([createFrame({ file: other })], { isAsking: true })).toEqual([])
      expect(asked).toEqual([])
    },
  )

  test('asks nobody when it is told not to, nor for a file whose map may be huge', () => {
    const asked = pretendToTransform()
    expect(askSourcePositions([createFrame()], { isAsking: false })).toEqual([])
    writeFileSync(file, 'x'.repeat(500_001))
    expect(askSourcePositions([createFrame()], { isAsking: true })).toEqual([])
    expect(asked).toEqual([])
  })

  test.each([
    ['throws', () => Error.captureStackTrace(undefined as never)],
    ['gives call sites', (_: unknown, sites: unknown) => sites],
    ['gives something else', () => 'no stack'],
  ])('survives a tool that %s', (_, tool) => {
    Error.prepareStackTrace = tool
    expect(askSourcePositions([createFrame()], { isAsking: true })).toEqual([])
  })

  test('takes positions for original where Node only strips types', () => {
    const frames = [createFrame(), createFrame({ file: join(folder, 'app.tsx') })]
    const running = { file, line: 3, column: 7 }
    expect(askSourcePositions(frames, { isAsking: false, typescript: 'strip' })).toEqual([
      { running, original: running },
    ])
    expect(askSourcePositions(frames, { isAsking: false, typescript: 'transform' })).toEqual([])
  })
})
