import { setImmediate } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createQueue } from '../../../src/executor/queue.js'

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

test('gives out what was put in, in order, without what has left', () => {
  const steps = fc.array(fc.oneof(fc.constant('push' as const), fc.constant('shift' as const), fc.nat({ max: 300 })), {
    maxLength: 600,
  })
  fc.assert(
    fc.property(steps, list => {
      const queue = createQueue<{ id: number }>()
      const model: { id: number }[] = []
      for (const [id, step] of list.entries()) {
        if (step === 'push') {
          const item = { id }
          queue.push(item)
          model.push(item)
        } else if (step === 'shift') {
          expect(queue.shift()).toBe(model.shift())
        } else if (model.length > 0) {
          const [left] = model.splice(step % model.length, 1)
          if (left) queue.remove(left)
        }
        expect(queue.length).toBe(model.length)
      }
    }),
  )
})

test('keeps none that was taken out', async () => {
  const queue = createQueue<object>()
  const all = fill(queue, 20)
  for (let count = 0; count < 10; count++) queue.shift()
  expect(await countKept(all)).toBe(10)
  expect(queue.length).toBe(10)
})

test('keeps few of those who gave up, and none when nobody waits', async () => {
  const queue = createQueue<object>()
  const all = fill(queue, 400)
  removeAll(queue, all.slice(1))
  expect(await countKept(all)).toBeLessThan(70)
  expect(queue.length).toBe(1)
  removeAll(queue, all.slice(0, 1))
  expect(await countKept(all)).toBe(0)
  expect(queue.shift()).toBe(undefined)
})

test('keeps few of those who gave up also when others were taken out before', async () => {
  const queue = createQueue<object>()
  const all = fill(queue, 400)
  queue.shift()
  removeAll(queue, all.slice(2))
  expect(await countKept(all)).toBeLessThan(70)
  expect(queue.length).toBe(1)
})

function fill(queue: { push(item: object): void }, count: number): WeakRef<object>[] {
  return Array.from({ length: count }, (_, id) => {
    const item = { id }
    queue.push(item)
    return new WeakRef(item)
  })
}

function removeAll(queue: { remove(item: object): void }, refs: WeakRef<object>[]): void {
  for (const ref of refs) {
    const item = ref.deref()
    if (item) queue.remove(item)
  }
}

/** A WeakRef keeps what it was asked for until the end of the turn. */
async function countKept(refs: WeakRef<object>[]): Promise<number> {
  await setImmediate()
  collect()
  return refs.filter(ref => ref.deref()).length
}
