import { allowBlocking } from 'loophound/vitest'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { sleep, spin } from './slow.mjs'

beforeAll(() => void spin(150))

test('is quick', () => void spin(5))
test('blocks', () => void spin(150))
test('blocks after an await', async () => {
  await sleep(5)
  spin(150)
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
describe.concurrent('at the same time', () => {
  test('sleeps', () => sleep(400))
  test('blocks between sleeps', async () => {
    await sleep(50)
    spin(150)
    await sleep(50)
  })
  test('sleeps, too', () => sleep(400))
})
let tries = 0
test('blocks at its first try', { retry: 1 }, () => void spin(tries++ === 0 ? 150 : 5))
afterEach(() => sleep(1))
