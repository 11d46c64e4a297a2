import { expect, test } from 'vitest'
import { findPackage, judgeFrame } from '../../../../src/analysis/frames/frame.js'
import type { RawFrame } from '../../../../src/model/frame.js'

const base: RawFrame = { function: 'work', typeName: null, file: '/app/src/a.js', line: 3, column: 5 }

test('takes a file outside node_modules for own code', () => {
  expect(judgeFrame(base)).toEqual({ function: 'work', file: '/app/src/a.js', line: 3, column: 5, ownCode: true })
})

test('turns file URLs into paths, without the query that reloaders add', () => {
  expect(judgeFrame({ ...base, file: 'file:///app/my%20dir/a.mjs?t=1#x' }).file).toBe('/app/my dir/a.mjs')
})

test('keeps a # and a ? that are part of a path', () => {
  expect(judgeFrame({ ...base, file: '/app/c#/what?/a.js' }).file).toBe('/app/c#/what?/a.js')
})

test('keeps a malformed file URL as it is and calls it nobody’s', () => {
  expect(judgeFrame({ ...base, file: 'file://host/a%2Fb' })).toMatchObject({
    file: 'file://host/a%2Fb',
    ownCode: false,
  })
})

test.each([
  ['/app/node_modules/sharp/lib/index.js', 'sharp'],
  ['/app/node_modules/@scope/name/a.js', '@scope/name'],
  ['/app/node_modules/a/node_modules/b/c.js', 'b'],
  ['/app/node_modules/.pnpm/@s+n@1.0.0_x@2/node_modules/@s/n/a.js', '@s/n'],
  ['C:\\app\\node_modules\\left-pad\\index.js', 'left-pad'],
  ['/app/src/a.js', undefined],
  ['/app/node_modules_old/a.js', undefined],
  ['node:fs', undefined],
])('finds the package of %s', (file, expected) => {
  expect(findPackage(file)).toBe(expected)
})

test.each([['node:fs'], ['node:internal/timers'], ['evalmachine.<anonymous>'], ['wasm://wasm/3f2a']])(
  'calls %s nobody’s own code and keeps its name',
  file => {
    expect(judgeFrame({ ...base, file })).toMatchObject({ file, ownCode: false })
  },
)

test('does not take its own files for the user’s', () => {
  expect(judgeFrame({ ...base, file: '/opt/hound/dist/index.js' }, '/opt/hound/dist').ownCode).toBe(false)
  expect(judgeFrame({ ...base, file: '/opt/hound/dist-of-app/a.js' }, '/opt/hound/dist').ownCode).toBe(true)
})

test.each([
  ['RegExp', 'test', 'RegExp.test'],
  ['RegExp', '[Symbol.replace]', 'RegExp[Symbol.replace]'],
  ['JSON', 'stringify', 'JSON.stringify'],
  ['MessagePort', 'MessagePort.close', 'MessagePort.close'],
  ['Function', 'all', 'all'],
  [null, null, '<anonymous>'],
])('names the built-in %s %s', (typeName, name, expected) => {
  const frame = judgeFrame({ function: name, typeName, file: null, line: 0, column: 0 })
  expect(frame).toEqual({ function: expected, file: '', line: 0, column: 0, native: true, ownCode: false })
})

test('calls a function without a name <anonymous> and keeps async', () => {
  expect(judgeFrame({ ...base, function: null, async: true })).toMatchObject({ function: '<anonymous>', async: true })
})

test('places evaluated code where it was evaluated', () => {
  const evaluated = { ...base, function: 'eval', file: 'eval at render (/app/src/a.js:7:9)', line: 1, column: 1 }
  expect(judgeFrame(evaluated)).toEqual({
    function: 'eval in render',
    file: '/app/src/a.js',
    line: 7,
    column: 9,
    ownCode: true,
  })
})

test('places nested evaluated code at the outermost place, keeping the name of a function made there', () => {
  const file = 'eval at b (eval at compile (file:///app/node_modules/ejs/ejs.js:30:4))'
  const frame = judgeFrame({ ...base, function: 'template', file })
  expect(frame).toMatchObject({ function: 'template', file: '/app/node_modules/ejs/ejs.js', line: 30, package: 'ejs' })
})
