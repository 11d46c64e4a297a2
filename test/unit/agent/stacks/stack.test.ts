import { expect, test } from 'vitest'
import { captureStack } from '../../../../src/agent/stacks/stack.js'
import type { RawFrame } from '../../../../src/model/frame.js'

function startDescent(): RawFrame[] {
  return descend(800)
}

function descend(levels: number): RawFrame[] {
  return levels === 0 ? captureStack(captureStack) : [...descend(levels - 1)]
}

test('a stack has its innermost and its outermost frames, however deep a recursion is in between', async () => {
  // In a callback of its own: the runner's stack is deep.
  const frames = await new Promise<RawFrame[]>(resolve => setImmediate(() => resolve(startDescent())))
  const functions = frames.map(frame => frame.function)
  expect(functions.slice(0, 3)).toEqual(['descend', 'descend', 'descend'])
  expect(functions).toContain('startDescent')
  expect(functions).toHaveLength(128)
})

test('a stack that is not deep has all of its frames', () => {
  const functions = descend(3).map(frame => frame.function)
  expect(functions.slice(0, 4)).toEqual(['descend', 'descend', 'descend', 'descend'])
  expect(functions[4]).not.toBe('descend')
})
