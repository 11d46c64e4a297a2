import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { buildSync } from 'esbuild'
import ts from 'typescript'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { RawFrame } from '../../../src/model/frame.js'
import { createSources } from '../../../src/sources/sources.js'

// Every name of a function that is looked for is also the word that its body begins with.
const SOURCE = `interface Job {
  durationMs: number
}

export function grind(job: Job): string {
  return 'in grind' + job.durationMs
}

export const chew = (job: Job): string => {
  return 'in chew' + job.durationMs
}

export class Mill {
  readonly rounds: number[]
  constructor(job: Job) {
    this.rounds = ['in Mill'].map(() => job.durationMs)
  }
  async turn(job: Job): Promise<string> {
    return 'in turn' + job.durationMs
  }
}
`

let folder: string

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'loophound-sources-')))
})

afterEach(() => {
  rmSync(folder, { recursive: true })
})

function write(name: string, text: string): string {
  const file = join(folder, name)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
  return file
}

/** Line and column, 1-based, at which a text has a word. */
function findWord(text: string, word: string): { line: number; column: number } {
  const before = text.slice(0, text.indexOf(word)).split('\n')
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}

/** A frame in a file, at a word of it. */
function createFrame(file: string, text: string, word: string, fields: Partial<RawFrame> = {}): RawFrame {
  return { function: null, typeName: null, file, ...findWord(text, word), ...fields }
}

function bundle(options: { minify: boolean }): { file: string; code: string } {
  write('src/mill.ts', SOURCE)
  write('node_modules/dep/index.js', "export function dep() { return 'in dep' + Math.random() }")
  const entry = write(
    'src/main.ts',
    "import { dep } from 'dep'\nimport * as mill from './mill'\nconsole.log(dep(), Object.values(mill))\n",
  )
  const file = join(folder, 'dist/main.cjs')
  buildSync({ entryPoints: [entry], outfile: file, bundle: true, platform: 'node', sourcemap: true, ...options })
  return { file, code: createSources().readSource(file) ?? '' }
}

describe('sources', () => {
  test.each([
    ['beside the file', { sourceMap: true }],
    ['inside the file', { inlineSourceMap: true }],
    ['below a source root', { sourceMap: true, sourceRoot: '../src' }],
  ])('find the line of what TypeScript has compiled, with a map %s', (_, options) => {
    const source = write('src/mill.ts', SOURCE)
    const { outputText, sourceMapText } = ts.transpileModule(SOURCE, {
      fileName: 'sourceRoot' in options ? 'mill.ts' : '../src/mill.ts',
      compilerOptions: { target: ts.ScriptTarget.ES2022, ...options },
    })
    const file = write('dist/mill.js', outputText)
    // The compiler names the source by its file name alone; that it lies elsewhere only a whole build knows.
    const place = 'sourceRoot' in options ? 'mill.ts' : '../src/mill.ts'
    if (sourceMapText) write('dist/mill.js.map', JSON.stringify({ ...JSON.parse(sourceMapText), sources: [place] }))
    const found = createSources().findOriginal(createFrame(file, outputText, "'in grind'"))
    const expected = { file: sourceMapText ? source : join(folder, 'dist/mill.ts'), ...findWord(SOURCE, "'in grind'") }
    expect(found).toEqual(expected)
  })

  test.each([{ minify: false }, { minify: true }])('find the line in a bundle, %j', options => {
    const { file, code } = bundle(options)
    const word = options.minify ? '"in turn"' : '"in turn"'
    const found = createSources().findOriginal(createFrame(file, code, word))
    expect(found).toEqual({ file: join(folder, 'src/mill.ts'), ...findWord(SOURCE, "'in turn'") })
  })

  test('find the package that a piece of a bundle comes from', () => {
    const { file, code } = bundle({ minify: true })
    expect(createSources().findOriginal(createFrame(file, code, '"in dep"'))?.file).toBe(
      join(folder, 'node_modules/dep/index.js'),
    )
  })

  test.each([
    ['function', 'grind', /function (\w+)\((?=[^{}]*\{return"in grind")/],
    ['arrow function', 'chew', /(\w+)=(?=\w+=>"in chew")/],
    ['class', 'Mill', /(\w+)=class\{(?=[^"]*"in Mill")/],
  ])('find the name that a minified %s had', (_, name, pattern) => {
    const { file, code } = bundle({ minify: true })
    const [whole = '', minified = ''] = pattern.exec(code) ?? []
    const start = code.search(pattern)
    // V8 gives the position of `function`, of `constructor` or of an arrow function's parameters.
    const functionColumn =
      name === 'grind' ? start : name === 'Mill' ? code.indexOf('constructor', start) : start + whole.length
    const before = code.slice(0, functionColumn).split('\n')
    const frame = createFrame(file, code, `"in ${name}"`, {
      function: minified,
      functionLine: before.length,
      functionColumn: (before.at(-1)?.length ?? 0) + 1,
    })
    expect(minified).not.toBe('')
    expect(createSources().findOriginal(frame)).toMatchObject({ function: name, ...findWord(SOURCE, `'in ${name}'`) })
  })

  test('keep a name that the map does not tell', () => {
    const { file, code } = bundle({ minify: true })
    const frame = createFrame(file, code, '"in turn"', { function: 'turn', functionLine: 1, functionColumn: 1 })
    expect(createSources().findOriginal(frame)).not.toHaveProperty('function')
  })

  test('find a map beside a file that names none', () => {
    const { file, code } = bundle({ minify: false })
    const silent = code.replace(/\/\/# sourceMappingURL.*/, '')
    writeFileSync(file, silent)
    expect(createSources().findOriginal(createFrame(file, silent, '"in turn"'))?.file).toBe(join(folder, 'src/mill.ts'))
  })

  test.each([
    ['there is no map', ''],
    ['the map is missing', '//# sourceMappingURL=nope.map'],
    ['the map is broken', '//# sourceMappingURL=broken.map'],
    ['the map has another form', '//# sourceMappingURL=data:application/json;base64,e30='],
    ['the map lies on another machine', '//# sourceMappingURL=https://example.com/app.js.map'],
    ['the map’s place is no URL', '//# sourceMappingURL=https://'],
  ])('find nothing when %s', (_, comment) => {
    write('broken.map', '{"version":3,"sources":["a.ts"],"mappings":"AAAA,?"}')
    const text = `run()\n${comment}\n`
    const file = write('app.js', text)
    expect(createSources().findOriginal(createFrame(file, text, 'run'))).toBeUndefined()
  })

  test('find nothing for code that is no file', () => {
    const sources = createSources()
    const files = [null, '', 'node:fs', 'evalmachine.<anonymous>', '/nope/app.js']
    expect(files.map(file => sources.findOriginal(createFrame('', '', '', { file })))).toEqual(
      files.map(() => undefined),
    )
  })
})
