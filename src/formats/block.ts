import type { Block, Confidence } from '../model/block.js'
import type { Remedy } from '../model/causes.js'
import type { FoldedSample, SampleSource } from '../model/evidence.js'
import type { Frame } from '../model/frame.js'
import { causeShape } from '../model/ignore-rule.js'
import { type Phase, ROLES, type Role } from '../model/phase.js'
import {
  amount,
  arrayOf,
  exactly,
  fingerprintText,
  flag,
  isoTime,
  objectOf,
  oneOf,
  recordOf,
  type Shape,
  text,
  whole,
} from '../model/shape.js'

/** How sure the culprit is. */
export const confidenceShape: Shape<Confidence> = oneOf('exact', 'likely', 'after-native', 'none')

/** How a stack was captured. */
export const sourceShape: Shape<SampleSource> = oneOf('interrupt', 'safepoint', 'sampler')

/** One judged frame. */
export const frameShape: Shape<Frame> = objectOf<Frame>('a frame', {
  function: text,
  file: text,
  line: whole,
  column: whole,
  package: { optional: text },
  async: { optional: exactly(true) },
  native: { optional: exactly(true) },
  transformed: { optional: exactly(true) },
  ownCode: flag,
})

/** What to do about a block. */
export const remedyShape: Shape<Remedy> = objectOf<Remedy>('a remedy', {
  advice: text,
  asyncTwin: { optional: text },
  executor: { optional: exactly(true) },
})

const foldedSampleShape: Shape<FoldedSample> = objectOf<FoldedSample>('a folded sample', {
  stack: arrayOf(frameShape),
  weightMs: amount,
  source: sourceShape,
})

/** When in the life of its thread something was. */
export const phaseShape: Shape<Phase> = oneOf('startup', 'running', 'ending')

/** What a process or thread is there for. */
export const roleShape: Shape<Role> = oneOf(...ROLES)

/** One judged block. */
export const blockShape: Shape<Block> = objectOf<Block>('a block', {
  id: text,
  startedAt: isoTime,
  durationMs: amount,
  phase: phaseShape,
  time: objectOf<Block['time']>('the time of a block', {
    cpuMs: { optional: amount },
    waitMs: { optional: amount },
    sleepMs: { optional: amount },
    pausedMs: { optional: amount },
    gcMs: amount,
  }),
  cause: causeShape,
  confidence: confidenceShape,
  why: text,
  culprit: { optional: frameShape },
  stack: arrayOf(frameShape),
  samples: arrayOf(foldedSampleShape),
  callback: objectOf<Block['callback']>('a callback', {
    type: text,
    count: whole,
    scheduledAt: { optional: arrayOf(frameShape) },
  }),
  delayedEvents: { optional: whole },
  context: { optional: recordOf(text) },
  remedy: { optional: remedyShape },
  fingerprint: fingerprintText,
  process: objectOf<Block['process']>('a process', {
    pid: whole,
    threadId: whole,
    threadName: { optional: text },
    role: roleShape,
  }),
  ignored: {
    optional: objectOf<{ reason: string; by?: string }>('a reason', { reason: text, by: { optional: text } }),
  },
  unjudged: { optional: text },
  hang: { optional: exactly(true) },
  ended: { optional: exactly(true) },
})
