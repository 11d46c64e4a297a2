import assert from 'node:assert/strict'
import { it } from 'mocha'

it('counts words', async () => {
  await new Promise(resolve => setTimeout(resolve, 10))
  assert.equal('one two'.split(' ').length, 2)
})
