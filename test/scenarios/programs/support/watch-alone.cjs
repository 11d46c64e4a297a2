// Preloaded in place of the run's own preload: the app watches itself, as with `watch()` in its first line.
const { writeFileSync } = require('node:fs')
const { isMainThread } = require('node:worker_threads')

if (isMainThread) watchAlone(process.env.WATCH_ENTRY, process.env.WATCH_FILE)

function watchAlone(entry, file) {
  const lines = []
  const running = require(entry).watch({ onBlock: block => lines.push(`${JSON.stringify(block)}\n`) })
  process.once('beforeExit', () => void running.stop())
  process.once('exit', () => writeFileSync(file, lines.join('')))
}
