import { summarizeEvidence } from '../../../src/analysis/analyze.js'
import { attribute } from '../../../src/analysis/attribution/attribute.js'
import { createReadLine, type ReadSource } from '../../../src/analysis/frames/source-lines.js'
import type { Facts } from '../../../src/analysis/timeline/correction.js'
import { type AttributedSegment, isSeen } from '../../../src/analysis/timeline/segment.js'
import { buildTimeline } from '../../../src/analysis/timeline/timeline.js'
import type { Block } from '../../../src/model/block.js'
import type { Evidence, RawSample } from '../../../src/model/evidence.js'
import type { RawFrame } from '../../../src/model/frame.js'

/** What is made of such evidence. */
export function summarize(durationMs: number, samples: RawSample[], fields: Partial<Evidence> = {}): Block {
  return summarizeEvidence(createEvidence(durationMs, samples, fields))
}

/** What is known of a block with such evidence. */
export function createFacts(evidence: Evidence, readSource?: ReadSource): Facts {
  return { evidence, readLine: createReadLine(readSource) }
}

/** What was seen of a block with such evidence, and what each part of it blames. */
export function listAttributed(evidence: Evidence, readSource?: ReadSource): AttributedSegment[] {
  const facts = createFacts(evidence, readSource)
  return attribute(buildTimeline(facts).filter(isSeen), facts)
}

/** Evidence of a block that began at 1000 ms; everything that a test does not care about is plausible. */
export function createEvidence(durationMs: number, samples: RawSample[], fields: Partial<Evidence> = {}): Evidence {
  return {
    id: '1-0-1',
    pid: 1,
    threadId: 0,
    startedAt: '2026-01-01T00:00:00.000Z',
    startMs: 1000,
    endMs: 1000 + durationMs,
    durationMs,
    thresholdMs: 50,
    samples,
    ignoredSpans: [],
    cwd: '/app',
    ...fields,
  }
}

/** An interrupt served at once, `offsetMs` into the block, inside a timer. */
export function createSample(offsetMs: number, stack: RawFrame[], fields: Partial<RawSample> = {}): RawSample {
  const atMs = 1000 + offsetMs
  return {
    source: 'interrupt',
    atMs,
    postedAtMs: atMs - 0.4,
    stack,
    asyncId: 7,
    resourceType: 'Timeout',
    job: 0,
    ...fields,
  }
}

/** Interrupts every 10 ms from 20 ms on, all with the same stack. */
export function createSamples(durationMs: number, stack: RawFrame[], fields: Partial<RawSample> = {}): RawSample[] {
  const count = Math.floor((durationMs - 20) / 10) + 1
  return Array.from({ length: count }, (_, index) => createSample(20 + index * 10, stack, fields))
}

/** A frame of the user's own code, in /app/server.js. */
export function own(name: string | null, line = 10, column = 3): RawFrame {
  return { function: name, typeName: null, file: '/app/server.js', line, column }
}

/** A frame of a file that somebody else wrote. */
export function foreign(name: string | null, file: string, line = 1): RawFrame {
  return { function: name, typeName: null, file, line, column: 1 }
}

/** A frame of a V8 built-in. */
export function builtin(typeName: string, name: string): RawFrame {
  return { function: name, typeName, file: null, line: 0, column: 0 }
}

/** The same frame, waiting for the one above it. */
export function awaiting(frame: RawFrame): RawFrame {
  return { ...frame, async: true }
}

/** What Node has below a timer's callback. */
export const TIMER: RawFrame[] = [
  foreign('listOnTimeout', 'node:internal/timers', 581),
  foreign('processTimers', 'node:internal/timers', 519),
]
