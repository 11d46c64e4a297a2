import { after, describe, it, test } from 'node:test'
import { allowBlocking } from 'loophound/node-test'
import { sleep, spin } from './slow.mjs'

after(() => void spin(150))

test('is quick', () => void spin(5))
test('blocks', () => void spin(150))
test('blocks after an await', async () => {
  await sleep(5)
  spin(150)
})
test('blocks before it calls back', (_, done) => {
  setTimeout(() => {
    spin(150)
    done()
  }, 5)
})
test('fails by itself', () => {
  spin(150)
  throw new Error('its own error')
})
test('may block', () => {
  allowBlocking(2000, 'it is known')
  spin(150)
})
describe('at the same time', { concurrency: true }, () => {
  it('sleeps', () => sleep(400))
  it('blocks between sleeps', async () => {
    await sleep(50)
    spin(150)
    await sleep(50)
  })
  it('sleeps, too', () => sleep(400))
})
