// An app that watches itself, blocks twice and says what was told of it. Its end is the word on its command line.
import { watch } from '../../../dist/index.js'

const told = []
const hound = watch({
  sampler: true,
  callbacks: true,
  onBlock: ({ durationMs, culprit, cause }) => told.push({ durationMs, culprit, cause }),
})
const capabilities = await hound.ready
const truthMs = [await blockLater(120), await blockLater(250)]
const { blocks, delay } = await hound.stop()
console.log(JSON.stringify({ told, truthMs, blocks, delay, capabilities }))
if (process.argv[2] === 'throw') throw new Error("the app's own")
if (process.argv[2] === 'exit') process.exit(7)
process.exitCode = 3

function blockLater(ms) {
  return new Promise(done => {
    setTimeout(() => {
      const startMs = performance.now()
      while (performance.now() - startMs < ms);
      done(performance.now() - startMs)
    }, 100)
  })
}
