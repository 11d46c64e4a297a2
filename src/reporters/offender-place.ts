import type { Frame } from '../model/frame.js'
import type { Offender } from '../model/report.js'
import { isAbsolutePath } from './project-path.js'

/**
 * The frame that stands for an offender where a file is needed: the culprit, else the innermost frame of the user's own code, else the
 * innermost one that has a file; `undefined` when none has.
 */
export function findPlace({ culprit, stack }: Offender): Frame | undefined {
  const frames = culprit ? [culprit, ...stack] : stack
  const placed = frames.filter(({ file, line }) => isAbsolutePath(file) && line > 0)
  if (placed[0] === culprit) return culprit
  return placed.find(({ ownCode }) => ownCode) ?? placed[0]
}
