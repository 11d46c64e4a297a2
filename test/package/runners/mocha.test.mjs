import { allowBlocking } from 'loophound/mocha'
import { sleep, spin } from './slow.mjs'

before(() => void spin(150))

it('is quick', () => void spin(5))
it('blocks', () => void spin(150))
it('blocks after an await', async () => {
  await sleep(5)
  spin(150)
})
it('blocks before it calls back', done => {
  setTimeout(() => {
    spin(150)
    done()
  }, 5)
})
it('fails by itself', () => {
  spin(150)
  throw new Error('its own error')
})
it('may block', () => {
  allowBlocking(2000, 'it is known')
  spin(150)
})
let tries = 0
it('blocks at its first try', () => void spin(tries++ === 0 ? 150 : 5)).retries(1)
