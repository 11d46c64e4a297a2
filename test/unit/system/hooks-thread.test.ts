import { afterEach, expect, test } from 'vitest'
import { isHooksThread } from '../../../src/system/process.js'

const { argv } = process

afterEach(() => {
  process.argv = argv
})

test('the main thread runs no module hooks, not even without an entry, as of `node -e`', () => {
  expect(isHooksThread()).toBe(false)
  process.argv = ['/usr/bin/node']
  expect(isHooksThread()).toBe(false)
})
