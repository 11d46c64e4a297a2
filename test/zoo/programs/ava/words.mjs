import test from 'ava'

test('counts words', async t => {
  await new Promise(resolve => setTimeout(resolve, 10))
  t.is('one two'.split(' ').length, 2)
})
