import { describe, expect, test } from 'vitest'
import { findErrorPlace } from '../../../../src/cli/config/config.js'

function find(error: Error, stack: string, printed = ''): { place: unknown; loaded: string[] } {
  const loaded: string[] = []
  error.stack = stack
  const place = findErrorPlace(error, '/app/c.mjs', file => {
    loaded.push(file)
    return printed
  })
  return { place, loaded }
}

const LOADER =
  '    at ModuleJob.run (node:internal/modules/esm/module_job:343:25)\n    at async file:///app/bin.js:2:48'

describe('findErrorPlace', () => {
  test.each([
    ['/app/bad.cjs:4\n  b 2\n    ^\n\nSyntaxError: Unexpected number\n', '/app/bad.cjs'],
    ["file:///app/a%20b.mjs:4\nimport { nope }\n   ^^^^\nSyntaxError: The requested module './a'", '/app/a b.mjs'],
    ['C:\\app\\bad.cjs:4\r\n  b 2\r\n', 'C:\\app\\bad.cjs'],
  ])('reads it above the stack %j', (stack, file) => {
    expect(find(new SyntaxError(), stack)).toEqual({ place: { file, position: '4' }, loaded: [] })
  })

  test.each([
    [`ReferenceError: nope is not defined\n    at file:///app/c.mjs:2:6\n${LOADER}`, '/app/c.mjs'],
    [
      `SyntaxError: Bad JSON\n    at JSON.parse (<anonymous>)\n    at read (file:///app/d.mjs:2:6)\n${LOADER}`,
      '/app/d.mjs',
    ],
    [`Error: no\n    at Object.<anonymous> (/app/(a)/c.cjs:2:6)\n${LOADER}`, '/app/(a)/c.cjs'],
    [`Error: no\n    at async file:///app/c.mjs:2:6\n${LOADER}`, '/app/c.mjs'],
  ])('reads the uppermost frame of %j', (stack, file) => {
    expect(find(new Error(), stack)).toEqual({ place: { file, position: '2:6' }, loaded: [] })
  })

  test('does not blame who loads the module', () => {
    expect(find(new Error('Cannot find module'), `Error: Cannot find module\n${LOADER}`)).toEqual({
      place: undefined,
      loaded: [],
    })
  })

  test('loads a module of which the stack does not tell once more, on its own', () => {
    const printed = 'file:///app/c.mjs:7\n  b 2\n    ^\n\nSyntaxError: Unexpected number\n'
    const stack = `SyntaxError: Unexpected number\n    at compileSourceTextModule (node:internal/modules/esm/utils:346:16)\n${LOADER}`
    expect(find(new SyntaxError(), stack, printed)).toEqual({
      place: { file: '/app/c.mjs', position: '7' },
      loaded: ['/app/c.mjs'],
    })
    expect(find(new SyntaxError(), stack, '')).toEqual({ place: undefined, loaded: ['/app/c.mjs'] })
  })
})
