import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createWaitingLine } from '../../../src/executor/waiting-line.js'

it('gives out what was put in, in order, without what has left', () => {
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
