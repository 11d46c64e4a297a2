import { type MessagePort, workerData } from 'node:worker_threads'
import { IntField, readSlot, SessionState } from '../model/shared-memory.js'
import { createInterrupts } from '../probes/interrupts.js'
import { realTimers } from '../probes/timers.js'
import { createBlockJudge } from './block-judge.js'
import { createLookout } from './lookout.js'
import type { FromWatchdog, ToWatchdog, WatchdogData } from './messages.js'

// The watchdog thread: looks out for a late loop, interrupts it, judges the evidence, writes and prints. Bundled into one script and
// started with `eval: true`, so that it works from any bundle.
// A warning of Node's about this thread would be written to a stream that nobody reads, and on Node 24 keep the process alive.
process.removeAllListeners('warning')
const { data, port }: { data: WatchdogData; port: MessagePort } = workerData
const slot = readSlot(data.memory)
const interrupts = createInterrupts(slot)
const tell = (message: FromWatchdog) => port.postMessage(message)
const judge = createBlockJudge({ data, slot, tell })
const lookout = createLookout({
  slot,
  readHangAfterMs: () => judge.settings.hangAfterMs,
  interrupts: data.interrupts.state === 'on' ? interrupts : undefined,
  timers: realTimers,
  onTurn: judge.observeTurn,
  onHang: judge.judgeHang,
})

port.on('message', (message: ToWatchdog) => {
  if (message.type === 'evidence') judge.judgeEvidence(message.evidence)
  else if (message.type === 'settings') judge.settings = message.settings
  else flush(message.number)
})
tell({ type: 'ready', interrupts: data.interrupts })
lookout.start()

// Messages arrive in order: what was sent before is judged by now. The thread is about to exit and must stay let go.
function flush(number: number): void {
  interrupts.disconnect()
  Atomics.store(slot.ints, IntField.session, SessionState.closed)
  Atomics.store(slot.ints, IntField.flushed, number)
  Atomics.notify(slot.ints, IntField.flushed)
}
