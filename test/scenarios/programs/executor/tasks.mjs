// Functions that run in the executor.
import { appendFileSync } from 'node:fs'
import { reportProgress } from '../../../../dist/executor.js'

class OutOfPaper extends Error {
  constructor() {
    super('no paper', { cause: new RangeError('tray 2 is empty') })
    this.code = 'E_PAPER'
    this.tray = 2
  }
}

export const double = value => value * 2
export const readPid = () => process.pid

export function fail() {
  throw new OutOfPaper()
}

export async function failLater() {
  await null
  throw new TypeError('later')
}

export function throwText() {
  throw 'text'
}

export const returnFunction = () => ({ list: [1, { callback() {} }] })

export async function countTo(count) {
  for (let done = 1; done < count; done++) reportProgress(done)
  await null
  reportProgress(count)
  return count
}

export const exit = exitCode => process.exit(exitCode)

export function forgetRejection() {
  Promise.reject(new OutOfPaper())
  return new Promise(resolve => setTimeout(resolve, 10_000))
}

/** Ends well, and throws when nobody has a task here any more. */
export function throwAfterwards() {
  setTimeout(fail, 20)
}

export function fillHeap() {
  const lists = []
  for (;;) lists.push(new Array(100_000).fill(0).map(() => ({})))
}

/** Ends only with its worker. */
export function spinForEver(shared) {
  process.on('SIGTERM', () => {})
  const counter = shared && new Int32Array(shared)
  for (;;) if (counter) Atomics.add(counter, 0, 1)
}

/** Leaves a line behind, so that one sees how often it ran. */
export function note(file, index) {
  appendFileSync(file, `${index}\n`)
  if (index % 1000 === 500) process.exit(index === 500 ? 0 : 1)
  if (index % 1000 === 700) throw new OutOfPaper()
  return index
}
