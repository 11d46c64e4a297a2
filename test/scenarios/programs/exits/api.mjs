// Watches itself and ends in the way that its first argument says.
import { writeSync } from 'node:fs'

const [, , way, entry, lastMs = '60'] = process.argv
const { watch } = await import(entry)
const blocks = []
const running = watch({ thresholdMs: 20, onBlock: block => blocks.push(block) })
await running.ready
const work = ms => {
  const end = performance.now() + ms
  while (performance.now() < end);
}
process.on('exit', () => writeSync(1, JSON.stringify(blocks.map(({ durationMs }) => durationMs))))

const endings = {
  'process.exit in mid-callback': () => process.exit(3),
  'its natural end': () => {},
  'an exception that nobody catches': () => {
    throw new Error('mine')
  },
  'process.exitCode': () => {
    process.exitCode = 4
  },
  'process.exit after stop()': async () => {
    await running.stop()
    process.exit(3)
  },
}
setTimeout(() => {
  work(Number(lastMs))
  return endings[way]()
}, 100)
