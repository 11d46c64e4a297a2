import { setImmediate } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createWaitingLine } from '../../../src/executor/waiting-line.js'

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

test('gives out what was put in, in order, without what has left', () => {
  const steps = fc.array(fc.oneof(fc.constant('push' as const), fc.constant('shift' as const), fc.nat({ max: 300 })), {
    maxLength: 600,
  })
  fc.assert(
    fc.property(steps, list => {
      const line = createWaitingLine<{ id: number }>()
      const model: { id: number }[] = []
      for (const [id, step] of list.entries()) {
        if (step === 'push') {
          const item = { id }
          line.push(item)
          model.push(item)
        } else if (step === 'shift') {
          expect(line.shift()).toBe(model.shift())
        } else if (model.length > 0) {
          const [left] = model.splice(step % model.length, 1)
          if (left) line.remove(left)
        }
        expect(line.length).toBe(model.length)
      }
    }),
  )
})

test('keeps none that was taken out', async () => {
  const line = createWaitingLine<object>()
  const all = fill(line, 20)
  for (let count = 0; count < 10; count++) line.shift()
  expect(await countKept(all)).toBe(10)
  expect(line.length).toBe(10)
})

test('keeps few of those who gave up, and none when nobody waits', async () => {
  const line = createWaitingLine<object>()
  const all = fill(line, 400)
  removeAll(line, all.slice(1))
  expect(await countKept(all)).toBeLessThan(70)
  expect(line.length).toBe(1)
  removeAll(line, all.slice(0, 1))
  expect(await countKept(all)).toBe(0)
  expect(line.shift()).toBe(undefined)
})

function fill(line: { push(item: object): void }, count: number): WeakRef<object>[] {
  return Array.from({ length: count }, (_, id) => {
    const item = { id }
    line.push(item)
    return new WeakRef(item)
  })
}

function removeAll(line: { remove(item: object): void }, refs: WeakRef<object>[]): void {
  for (const ref of refs) {
    const item = ref.deref()
    if (item) line.remove(item)
  }
}

/** A WeakRef keeps what it was asked for until the end of the turn. */
async function countKept(refs: WeakRef<object>[]): Promise<number> {
  await setImmediate()
  collect()
  return refs.filter(ref => ref.deref()).length
}
