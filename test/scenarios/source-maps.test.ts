import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'
import ts from 'typescript'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Offender, Report } from '../../src/model/report.js'
import { findNodes } from '../node-matrix/find-nodes.mjs'
import { tellIfSure } from '../repeats/budget.js'

const BIN = fileURLToPath(new URL('../../dist/bin.js', import.meta.url))
const PROGRAMS = fileURLToPath(new URL('programs/source-maps', import.meta.url))
const MODULES = fileURLToPath(new URL('../../node_modules', import.meta.url))
const require = createRequire(import.meta.url)

const nodes = findNodes()
const [oldest, newest] = [nodes[0], nodes.at(-1)]

let folder: string

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'loophound-maps-')))
  cpSync(PROGRAMS, folder, { recursive: true })
  symlinkSync(MODULES, join(folder, 'node_modules'), 'junction')
})

afterEach(() => {
  rmSync(folder, { recursive: true })
})

describe.each([oldest, newest].flatMap(node => node ?? []))('on $name', ({ execPath }) => {
  test.each<[name: string, prepare: () => string[]]>([
    ['tsc', () => compile({ sourceMap: true })],
    [
      'tsc with a source root and maps inside the files',
      () => compile({ inlineSourceMap: true, sourceRoot: '../src' }),
    ],
    ['esbuild', () => bundle()],
    ['tsx', () => [require.resolve('tsx/cli'), 'src/main.ts']],
    ['vitest in processes', () => [findVitest(), 'run', '--pool=forks']],
    ['vitest in worker threads', () => [findVitest(), 'run', '--pool=threads']],
    ['jest', () => [require.resolve('jest/bin/jest'), '--config=jest.config.json']],
  ])('names the original line of what %s makes', async (_, prepare) => {
    const found = await run(execPath, prepare())
    expect(found.map(describeOffender), tellIfSure(found)).toContainEqual(findMarked('src/grind.ts'))
    expect(readFileSync(join(folder, 'report.txt'), 'utf8')).toMatch(/ > +\d+ │ .*\/\/ BLOCK\n/)
  })

  test.runIf(execPath === newest?.execPath && newest !== oldest)('names the line where Node strips types', async () => {
    const found = await run(execPath, ['src/main.ts'])
    expect(found.map(describeOffender), tellIfSure(found)).toContainEqual(findMarked('src/grind.ts'))
  })

  test('blames the app for a package in its bundle', async () => {
    writePackage()
    const [offender] = await run(execPath, bundle('src/calls-package.ts'))
    expect(offender && describeOffender(offender)).toEqual(findMarked('src/calls-package.ts', 'callPackage'))
    expect(offender?.stack[0]).toMatchObject({ function: 'slow', package: 'slow-package', ownCode: false })
  })
})

describe('without a source map', () => {
  test.each<[name: string, spoil: () => void]>([
    ['is missing', () => rmSync(join(folder, 'dist/main.mjs.map'))],
    ['is broken', () => writeFileSync(join(folder, 'dist/main.mjs.map'), '{"version":3,"mappings":"AAAA,?"}')],
    ['is of another version', () => writeFileSync(join(folder, 'dist/main.mjs.map'), '[]')],
  ])('the line of the bundle is named when the map %s', async (_, spoil) => {
    const args = bundle()
    spoil()
    const [offender] = await run(process.execPath, args)
    expect(offender?.culprit).toMatchObject({ file: join(folder, 'dist/main.mjs'), line: 1 })
    expect(offender?.culprit).not.toHaveProperty('transformed')
  })

  test('the line of the bundle is named when nobody wants its source', async () => {
    const [offender] = await run(process.execPath, bundle(), ['--no-source-maps'])
    expect(offender?.culprit).toMatchObject({ file: join(folder, 'dist/main.mjs'), line: 1 })
  })

  test('a line of transformed TypeScript is not taken for one of the file', async () => {
    const [offender] = await run(process.execPath, [require.resolve('tsx/cli'), 'src/main.ts'], ['--no-source-maps'])
    expect(offender).toMatchObject({
      culprit: { function: 'grind', file: join(folder, 'src/grind.ts'), line: 1, transformed: true },
    })
    expect(offender?.confidence).not.toBe('exact')
    expect(offender).not.toHaveProperty('source')
    expect(readFileSync(join(folder, 'report.txt'), 'utf8')).toMatch(
      /grind src\/grind\.ts, in transformed code at 1:\d+ \(/,
    )
  })
})

/** Runs a script under `loophound run` and gives what it says of the program's own files. */
async function run(execPath: string, args: string[], options: string[] = []): Promise<Offender[]> {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, TMPDIR: folder, NO_COLOR: '1' }
  const words = [BIN, 'run', '--reporter', 'json=report.json', '--reporter', 'text=report.txt', ...options]
  const output = await new Promise<string>(done => {
    execFile(process.execPath, [...words, '--', execPath, ...args], { cwd: folder, env }, (_, stdout, stderr) =>
      done(stdout + stderr),
    )
  })
  const report: Report = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'))
  // What else blocks may be tools at work, and on a slow machine the loading of the program.
  const found = report.offenders.filter(({ cause, culprit }) => cause !== 'module-load' && isOfProgram(culprit?.file))
  return found.length > 0 ? found : expect.fail(`expected a block of the program, got:\n${output}`)
}

function isOfProgram(file: string | undefined): boolean {
  return ['src', 'dist'].some(name => file?.startsWith(join(folder, name)))
}

function describeOffender({ culprit, source }: Offender) {
  const marked = source?.find(({ line }) => line === culprit?.line)?.text
  return {
    place: `${culprit?.function} ${culprit?.file}:${culprit?.line}`,
    isMarked: marked?.includes('// BLOCK'),
  }
}

/** What is to be said of the marked line of a source file. */
function findMarked(name: string, functionName = 'grind') {
  const file = join(folder, name)
  const line =
    readFileSync(file, 'utf8')
      .split('\n')
      .findIndex(text => text.includes('// BLOCK')) + 1
  return { place: `${functionName} ${file}:${line}`, isMarked: true }
}

function compile(options: ts.CompilerOptions): string[] {
  const program = ts.createProgram([join(folder, 'src/main.ts')], {
    ...{ outDir: join(folder, 'dist'), rootDir: join(folder, 'src'), noLib: true, types: [] },
    ...{ target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.NodeNext, rewriteRelativeImportExtensions: true },
    ...options,
  })
  program.emit()
  return ['dist/main.js']
}

function bundle(entry = 'src/main.ts'): string[] {
  buildSync({
    ...{ absWorkingDir: folder, entryPoints: [entry], outfile: 'dist/main.mjs' },
    ...{ bundle: true, minify: true, platform: 'node', format: 'esm', sourcemap: true },
  })
  return ['dist/main.mjs']
}

function writePackage(): void {
  const path = join(folder, 'packages/node_modules/slow-package')
  mkdirSync(path, { recursive: true })
  const text = readFileSync(join(folder, 'slow-package.js'), 'utf8')
  writeFileSync(join(path, 'index.js'), text)
}

function findVitest(): string {
  return join(dirname(require.resolve('vitest/package.json')), 'vitest.mjs')
}
