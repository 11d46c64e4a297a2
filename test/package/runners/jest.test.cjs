const { allowBlocking } = require('loophound/jest')
const { sleep, spin } = require('./slow.cjs')

beforeAll(() => void spin(150))

test('is quick', () => void spin(5))
test('blocks', () => void spin(150))
test('blocks after an await', async () => {
  await sleep(5)
  spin(150)
})
test('blocks before it calls back', done => {
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
test('is asked whether it blocks', async () => {
  await expect(() => void spin(150)).toBlock()
  await expect(() => void spin(5)).not.toBlock(2000)
})
test('is asked not to block', async () => {
  await expect(() => void spin(150)).not.toBlock(100)
})
describe('at the same time', () => {
  test.concurrent('sleeps', () => sleep(400))
  test.concurrent('blocks between sleeps', async () => {
    await sleep(50)
    spin(150)
    await sleep(50)
  })
  test.concurrent('sleeps, too', () => sleep(400))
})
