// How each tool is started, as its own documentation says, with a threshold of 50 ms. A report has the frames from the innermost on,
// and the duration where the tool tells it. What an adapter returns is called right before a block and after the pause that follows it.
import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'

const require = createRequire(import.meta.url)
const THRESHOLD_MS = 50

export const adapters = {
  none: async () => {},

  'loophound watch()': async report => {
    const { watch } = await import('../../dist/index.js')
    const onBlock = ({ durationMs, culprit }) => report({ durationMs, frames: culprit ? [culprit] : [] })
    await watch({ thresholdMs: THRESHOLD_MS, onBlock }).ready
  },

  // Preloaded by `loophound run`, which tells at the end.
  'loophound run': async () => {},

  'blocked-at': async report => {
    const tell = (durationMs, lines) => report({ durationMs, frames: lines.map(readLine) })
    require('blocked-at')(tell, { threshold: THRESHOLD_MS })
  },

  // Its events go to the address of the project: here to bench/peers.mjs, which matches them by time.
  '@sentry/node-native': async () => {
    const { init } = require('@sentry/node')
    const { eventLoopBlockIntegration } = require('@sentry/node-native')
    const watchdog = eventLoopBlockIntegration({ threshold: THRESHOLD_MS, maxEventsPerHour: 10_000 })
    init({ dsn: process.env.SINK_DSN, integrations: [watchdog] })
  },

  '@sentry-internal/node-native-stacktrace': async report => {
    const { registerThread, threadPoll } = require('@sentry-internal/node-native-stacktrace')
    registerThread()
    setInterval(threadPoll, THRESHOLD_MS / 2).unref()
    const worker = new Worker(new URL('stacktrace-worker.mjs', import.meta.url), { workerData: THRESHOLD_MS })
    worker.on('message', report).unref()
  },

  // A profiler: drained by hand around each block, the heaviest of its stacks is what it names.
  '@datadog/pprof': async report => {
    const { time } = require('@datadog/pprof')
    time.start({ durationMillis: 3_600_000, intervalMicros: 10_000, lineNumbers: true })
    return () => {
      const samples = readSamples(time.stop(true))
      const durationMs = samples.reduce((sum, sample) => sum + sample.durationMs, 0)
      if (durationMs >= THRESHOLD_MS / 2) report({ durationMs, frames: findHeaviest(samples).frames })
    }
  },
}

function readLine(text) {
  const [, name, file, line] = /at (?:async )?(?:(.+?) \()?(?:file:\/\/)?(.+?):(\d+):\d+\)?$/.exec(text) ?? []
  return { function: name, file, line: Number(line) }
}

/** The samples of a pprof profile, without what the profiler says of an idle thread. */
function readSamples({ stringTable, function: functions, location, sampleType, sample }) {
  const read = index => stringTable.strings[index]
  const names = new Map(functions.map(found => [found.id, found]))
  const lines = new Map(location.map(found => [found.id, found.line[0]]))
  const wallIndex = sampleType.findIndex(({ type }) => read(type) === 'wall')
  const samples = sample.map(({ locationId, value }) => ({
    durationMs: Number(value[wallIndex]) / 1e6,
    frames: locationId.map(id => {
      const { functionId, line } = lines.get(id)
      const { name, filename } = names.get(functionId)
      return { function: read(name).replace(/:L\d+:C\d+$/, ''), file: read(filename), line: Number(line) }
    }),
  }))
  return samples.filter(({ frames }) => !frames.some(frame => /idle|Non JS/.test(frame.function)))
}

/** The heaviest sample of the heaviest own function: a loop spreads over many lines. */
function findHeaviest(samples) {
  const keyOf = ({ frames }) => frames.find(({ file }) => file.endsWith('cases.mjs'))?.function ?? frames[0]?.function
  const weights = new Map()
  for (const sample of samples) weights.set(keyOf(sample), (weights.get(keyOf(sample)) ?? 0) + sample.durationMs)
  const [[key]] = [...weights].sort((a, b) => b[1] - a[1])
  return samples.filter(sample => keyOf(sample) === key).sort((a, b) => b.durationMs - a.durationMs)[0]
}
