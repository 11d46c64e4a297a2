import { describe, expect, test } from 'vitest'
import type { AttributedSegment } from '../../../../src/analysis/timeline/segment.js'
import type { RawSample } from '../../../../src/model/evidence.js'
import type { RawFrame } from '../../../../src/model/frame.js'
import {
  awaiting,
  builtin,
  createEvidence,
  createSample,
  foreign,
  listAttributed,
  own,
  TIMER,
} from '../fake-evidence.js'

function blame(samples: RawSample[], sourceLine?: string, waitMs?: number): AttributedSegment[] {
  const source = sourceLine === undefined ? undefined : () => `${'\n'.repeat(9)}${sourceLine}\n`
  const fields = waitMs === undefined ? {} : { threadTime: { cpuMs: 300 - waitMs, waitMs } }
  return listAttributed(createEvidence(300, samples, fields), source)
}

function blameOne(stack: RawFrame[], fields: Partial<RawSample> = {}, sourceLine?: string): string {
  const [sample] = blame([createSample(100, stack, fields)], sourceLine)
  if (!sample) throw new Error('one sample went in')
  const { cause, confidence, apiName, culprit } = sample
  return [cause, confidence, apiName, culprit && `at ${culprit.function}:${culprit.line}`].filter(Boolean).join(' ')
}

const waited = { postedAtMs: 1020 }

describe('whose frame', () => {
  test('blames the innermost own frame, below what packages and Node put on top', () => {
    const stack = [foreign('inflate', '/app/node_modules/pako/index.js'), own('unpack'), own('main', 20), ...TIMER]
    expect(blameOne(stack)).toBe('javascript exact at unpack:10')
  })

  test('blames the own function that awaits a package, when none runs', () => {
    const stack = [foreign('inflate', '/app/node_modules/pako/index.js'), awaiting(own('upload'))]
    expect(blameOne(stack)).toBe('javascript exact at upload:10')
  })

  test('blames an own function that runs rather than one that awaits', () => {
    expect(blameOne([own('inner', 3), awaiting(own('outer', 4))])).toBe('javascript exact at inner:3')
  })

  test('blames a package when nobody else is there, and Node when not even that', () => {
    expect(blameOne([foreign('tick', '/app/node_modules/p/a.js'), ...TIMER])).toBe('javascript exact at tick:1')
    expect(blameOne(TIMER)).toBe('javascript exact at listOnTimeout:581')
  })

  test('blames who called a script of node:vm or a WebAssembly function', () => {
    const vm = [foreign(null, 'evalmachine.<anonymous>'), foreign('runInContext', 'node:vm'), own('render')]
    expect(blameOne(vm)).toBe('javascript exact at render:10')
    expect(blameOne([foreign('spin', 'wasm://wasm/3f2a'), own('decode')])).toBe('javascript exact at decode:10')
  })

  test('blames nobody between callbacks', () => {
    expect(blameOne([])).toBe('unknown none')
  })
})

// Stacks as Node 20 has them, function and file of each frame; on Node 22 and later the loader's have other names.
describe('the cause that a stack shows', () => {
  test.each([
    ['json exact JSON.stringify', [builtin('JSON', 'stringify')]],
    ['regexp exact RegExp.test', [builtin('RegExp', 'test')]],
    ['regexp exact RegExp.exec', [builtin('RegExp', 'exec')]],
    ['regexp exact String.match', [builtin('String', 'match')]],
    ['regexp exact RegExpStringIterator.next', [builtin('RegExpStringIterator', 'next')]],
    ['regexp exact String.replaceAll', [builtin('RegExp', '[Symbol.replace]'), builtin('String', 'replaceAll')]],
    ['sync-wait exact Atomics.wait', [builtin('Atomics', 'wait')]],
    ['serialization exact v8.deserialize', [foreign('deserialize', 'node:v8')]],
    ['file-system exact fs.readdirSync', [foreign('readdirSync', 'node:fs')]],
    ['file-system exact fs.writeFileSync', [foreign('writeSync', 'node:fs'), foreign('writeFileSync', 'node:fs')]],
    [
      'crypto exact crypto.pbkdf2Sync',
      [foreign('from', 'node:buffer'), foreign('pbkdf2Sync', 'node:internal/crypto/pbkdf2')],
    ],
    ['crypto exact crypto.sign', [foreign('signOneShot', 'node:internal/crypto/sig')]],
    ['crypto exact Hash#digest', [foreign('digest', 'node:internal/crypto/hash')]],
    [
      'child-process exact child_process.execSync',
      [foreign('spawnSync', 'node:internal/child_process'), foreign('execSync', 'node:child_process')],
    ],
    ['child-process exact child_process.spawn', [foreign('spawn', 'node:child_process')]],
    [
      'json exact Body.json',
      [builtin('JSON', 'parse'), foreign('parseJSONFromBytes', 'node:internal/deps/undici/undici')],
    ],
    ['javascript exact', [foreign('emit', 'node:events')]],
    ['javascript exact', [foreign('readFile', 'node:fs')]],
  ])('%s', (expected, above) => {
    expect(blameOne([...above, own('load'), ...TIMER])).toBe(`${expected} at load:10`)
  })

  test.each([
    ['String.replace', '  return text.replace(/^(a+)+$/, "")', 'exact'],
    ['String.replace', '  return text.replace(needle, "")', 'likely'],
    ['String.split', '  text.split(new RegExp(separator))', 'exact'],
    ['String.split', '  text.split("/")', 'likely'],
  ])('is sure about %s in «%s»: %s', (name, line, confidence) => {
    const [typeName = '', method = ''] = name.split('.')
    expect(blameOne([builtin(typeName, method), own('clean')], {}, line)).toBe(
      `regexp ${confidence} ${name} at clean:10`,
    )
  })

  test('names the function of node:zlib by the line that calls it, for all share one wrapper', () => {
    const stack = [
      foreign('processChunkSync', 'node:zlib'),
      foreign('zlibBufferSync', 'node:zlib'),
      foreign('syncBufferWrapper', 'node:zlib'),
      own('pack'),
    ]
    expect(blameOne(stack, {}, 'return brotliCompressSync(body)')).toBe(
      'compression exact zlib.brotliCompressSync at pack:10',
    )
    expect(blameOne(stack)).toBe('compression exact zlib.*Sync at pack:10')
  })

  test('blames the callback that a built-in calls, not the built-in', () => {
    const stack = [own('compare', 3), builtin('Array', 'sort'), own('rank')]
    expect(blameOne(stack)).toBe('javascript exact at compare:3')
  })

  test.each([
    ['JSON.parse', 'json exact JSON.parse at load:10'],
    ['structuredClone', 'serialization exact structuredClone at load:10'],
    ['Hash#update', 'crypto exact Hash#update at load:10'],
    ['fs.readFileSync', 'file-system exact fs.readFileSync at load:10'],
    ['zlib.gzipSync', 'compression exact zlib.gzipSync at load:10'],
    ['Array#sort', 'javascript exact at load:10'],
    ['Buffer#toString', 'serialization exact Buffer#toString at load:10'],
    ['TextDecoder#decode', 'serialization exact TextDecoder#decode at load:10'],
    ['v8.writeHeapSnapshot', 'native exact v8.writeHeapSnapshot at load:10'],
  ])('knows the safepoint %s', (native, expected) => {
    expect(blameOne([own('load')], { source: 'safepoint', native, ...waited })).toBe(expected)
  })

  test('does not blame a safepoint that nothing had to wait for', () => {
    const fields: Partial<RawSample> = { source: 'safepoint', native: 'JSON.parse', postedAtMs: 1099.9 }
    expect(blameOne([own('load')], fields)).toBe('javascript exact at load:10')
  })
})

describe('an interrupt that was served late', () => {
  test('is sure of Node’s own wrapper, which was entered before the wait', () => {
    const stack = [foreign('closeSync', 'node:fs'), foreign('readFileSync', 'node:fs'), own('load')]
    expect(blameOne(stack, waited)).toBe('file-system exact fs.readFileSync at load:10')
  })

  test('does not blame an API that is only being entered', () => {
    expect(blameOne([foreign('readFileSync', 'node:fs'), own('load')], waited)).toBe('native after-native at load:10')
  })

  test('says that an own frame is only what ran next', () => {
    expect(blameOne([own('next'), ...TIMER], waited)).toBe('native after-native at next:10')
  })

  test('is sure of a wrapped native when the interrupt lands in the part of it that is JavaScript of Node', () => {
    const stack = [foreign('toBuffer', 'node:buffer'), builtin('Intl', 'normalize'), own('load')]
    expect(blameOne(stack, waited)).toBe('native exact Intl.normalize at load:10')
  })

  test('takes the built-in that called back for likely', () => {
    const stack = [own('upper', 3), builtin('String', 'match'), own('clean')]
    expect(blameOne(stack, waited)).toBe('regexp likely String.match at clean:10')
  })

  test('blames nobody when only Node’s queues are on the stack', () => {
    const queue = [foreign('runMicrotask', 'node:internal/process/task_queues')]
    expect(blameOne(queue, waited)).toBe('native none')
    expect(blameOne([], waited)).toBe('native none')
  })

  test('takes a short wait for a time slice when the same functions were seen running', () => {
    const samples = [createSample(20, [own('loop', 4)]), createSample(50, [own('loop', 5)], { postedAtMs: 1030 })]
    expect(blame(samples).map(({ cause, confidence }) => `${cause} ${confidence}`)).toEqual([
      'javascript exact',
      'javascript likely',
    ])
  })

  test('does not take a long wait for a time slice, unless the thread waited as long for a core', () => {
    const samples = [createSample(20, [own('loop', 4)]), createSample(80, [own('loop', 5)], { postedAtMs: 1030 })]
    expect(blame(samples)[1]).toMatchObject({ cause: 'native', confidence: 'after-native' })
    expect(blame(samples, undefined, 60)[1]).toMatchObject({ cause: 'javascript', confidence: 'likely' })
  })
})

describe('loading modules', () => {
  const loader = (name: string) => foreign(name, 'node:internal/modules/cjs/loader')
  const require = [
    loader('Module._compile'),
    loader('Module._load'),
    foreign('require', 'node:internal/modules/helpers'),
  ]
  // Node 22 and later give them no names.
  const requireUnnamed = [foreign(null, 'node:internal/modules/cjs/loader'), loader('wrapModuleLoad')]
  const importing = [
    foreign('run', 'node:internal/modules/esm/module_job'),
    awaiting(foreign('import', 'node:internal/modules/esm/loader')),
  ]

  test.each([
    ['Node 20', require],
    ['Node 24', requireUnnamed],
  ])('blames the frame that called require, not the code that was loaded, on %s', (_, frames) => {
    const stack = [own('heavy', 2), own(null, 3), ...frames, own('handle', 30), ...TIMER]
    expect(blameOne(stack)).toBe('module-load exact at handle:30')
  })

  test('blames the outermost of nested requires', () => {
    const stack = [...require, own(null, 3), ...require, own('handle', 30), ...TIMER]
    expect(blameOne(stack)).toBe('module-load exact at handle:30')
  })

  test('blames the own caller of a package that loads lazily', () => {
    const stack = [...require, foreign('get', '/app/node_modules/lazy/index.js'), own('handle', 30)]
    expect(blameOne(stack)).toBe('module-load exact at handle:30')
  })

  test('blames the function that awaits import()', () => {
    expect(blameOne([own(null, 3), ...importing, awaiting(own('handle', 30))])).toBe('module-load exact at handle:30')
  })

  test('does not call the code of the entry itself loading', () => {
    const entry = [...require.slice(0, 2), foreign('executeUserEntryPoint', 'node:internal/modules/run_main')]
    expect(blameOne([own('main', 4), own(null, 9), ...entry])).toBe('javascript exact at main:4')
  })

  test('gives compilation between callbacks to who imports right after', () => {
    const samples = [
      createSample(180, [], waited),
      createSample(190, [foreign('_instantiate', 'node:internal/modules/esm/module_job'), awaiting(own('handle', 30))]),
    ]
    expect(blame(samples)[0]).toMatchObject({ cause: 'module-load', confidence: 'likely', culprit: { line: 30 } })
  })

  test('blames nobody while the loader works by itself', () => {
    expect(blameOne([foreign('load', 'node:internal/modules/esm/loader')])).toBe('module-load none')
  })

  test('does not blame a require that is only being entered', () => {
    const stack = [foreign('require', 'node:internal/modules/helpers'), own('handle', 30)]
    expect(blameOne(stack, waited)).toBe('native after-native at handle:30')
  })
})
