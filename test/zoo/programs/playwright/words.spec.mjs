import { expect, test } from '@playwright/test'

test('counts words', async () => {
  await new Promise(resolve => setTimeout(resolve, 10))
  expect('one two'.split(' ')).toHaveLength(2)
})
