import { readFileSync } from 'node:fs'
import type { Cause } from '../../src/model/block.js'

/** What a program says of itself in its comments. */
export interface Expectation {
  file: string
  exitCode: number
  /** What a block may be blamed on; one of them is enough. */
  marks: Mark[]
}

/** One line that may be named. */
export interface Mark {
  line: number
  causes: Cause[]
  functions: string[]
  /** Not naming anything is as right here, if the block says so: `after-native` or no culprit. */
  mayBeAfterNative: boolean
}

/**
 * Reads what a scenario's program says of itself: `// BLOCK <cause> <function>` on each line that may be named (on a line of its own it
 * speaks of the line above, where the formatter has moved it from), with alternatives as `a|b`, and `// EXIT <code>` when it is not 0.
 */
export function readExpectation(file: string): Expectation {
  const lines = readFileSync(file, 'utf8').split('\n')
  const exitCode = lines.map(line => /^\/\/ EXIT (\d+)$/.exec(line)?.[1]).find(Boolean)
  return {
    file,
    exitCode: Number(exitCode ?? 0),
    marks: lines.flatMap(readMark),
  }
}

function readMark(text: string, index: number): Mark[] {
  const [, before, causes, functions, honest] = /^(.*)\/\/ BLOCK (\S+) (.+?)( \(or after-native\))?$/.exec(text) ?? []
  if (before === undefined || causes === undefined || functions === undefined) return []
  return [
    {
      line: before.trim() === '' ? index : index + 1,
      causes: causes.split('|') as Cause[],
      functions: functions.split('|'),
      mayBeAfterNative: honest !== undefined,
    },
  ]
}
