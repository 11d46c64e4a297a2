// Programs time their own blocks with this, by process.hrtime, and write what they measured to TRUTH_FILE when they exit.
const { readFileSync, writeFileSync } = require('node:fs')

const truth = []
// The turn of the loop that is going on, and the blocks whose turn is not over.
let turn = readTurn()
let open = []
// The longest turn after the start that no block of the program's was in.
let longestOtherTurnMs
setImmediate(tick).unref()
process.once('exit', writeTruth)

/** Calls `task` when the thread is watched, `times` in all, with a pause after each is done; resolves after the last pause. */
exports.repeat = async (task, { times = Number(process.env.TRUTH_TIMES ?? 2), pauseMs = 60 } = {}) => {
  await waitUntilWatched()
  for (let left = times; left > 0; left--) await new Promise(next => takeTurn(task, next, pauseMs))
}

// However long its watchdog takes to start on a busy machine. What blocks before that has tests of its own.
async function waitUntilWatched() {
  const alive = setTimeout(() => {}, 5000)
  await globalThis[Symbol.for('loophound')]?.readReady()
  clearTimeout(alive)
  await new Promise(settled => setTimeout(settled, 80))
}

// The task runs in a timer callback, not in a continuation of ours.
function takeTurn(task, next, pauseMs) {
  setTimeout(() => {
    const pending = task()
    const pause = () => setTimeout(next, pauseMs)
    if (typeof pending?.then === 'function') pending.then(pause)
    else pause()
  }, 1)
}

/** `repeat` for a block that is one synchronous call. */
exports.repeatTimed = (block, options) => exports.repeat(() => void timed(block), options)

/** Times one synchronous block, and calls something else right after it. */
exports.timed = timed
function timed(block) {
  const end = begin()
  const result = block()
  wanderOff(result)
  end()
  return result
}

/** Starts timing a block; call what it returns at the block's end. `name` is the function to be named, when there are several. */
exports.begin = begin
function begin(name) {
  const [waitedMs, stolenMs] = [readWaitMs(), readStolenMs()]
  const startedAtMs = Date.now()
  const start = process.hrtime.bigint()
  const startTurn = turn
  return () => {
    const durationMs = Number(process.hrtime.bigint() - start) / 1e6
    const lost = { waitMs: readWaitMs() - waitedMs, stolenMs: readStolenMs() - stolenMs }
    const line = { startedAtMs, durationMs, ...lost, isCut: turn !== startTurn, name }
    truth.push(line)
    open.push(line)
  }
}

// Once a turn: what else the turn of a block did, before it began and after it ended, is part of what the loop had to wait for.
function tick() {
  closeTurn()
  setImmediate(tick).unref()
}

function closeTurn() {
  const next = readTurn()
  const turnMs = next.atMs - turn.atMs - (next.idleMs - turn.idleMs)
  for (const line of open) line.turnMs = turnMs
  if (open.length === 0)
    longestOtherTurnMs = longestOtherTurnMs === undefined ? 0 : Math.max(longestOtherTurnMs, turnMs)
  open = []
  turn = next
}

function readTurn() {
  return { atMs: performance.now(), idleMs: performance.nodeTiming.idleTime }
}

// How long this thread has waited for a core; Linux tells.
function readWaitMs() {
  if (process.platform !== 'linux') return 0
  return Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[1]) / 1e6
}

// How long the machine itself, if it is a virtual one, had its cores taken away, in steps of 10 ms; Linux tells.
function readStolenMs() {
  if (process.platform !== 'linux') return 0
  return Number(readFileSync('/proc/stat', 'utf8').split(/\s+/, 9)[8]) * 10
}

// A function that an interrupt served late would name in place of the one that blocked.
exports.wanderOff = wanderOff
function wanderOff(result) {
  let sum = 0
  for (let i = 0; i < 1000; i++) sum += typeof result === 'number' ? i : 1
  return sum
}

exports.writeTruth = writeTruth
function writeTruth() {
  closeTurn()
  const file = process.env.TRUTH_FILE
  if (file) writeFileSync(file, [...truth, { longestOtherTurnMs }].map(line => `${JSON.stringify(line)}\n`).join(''))
}
