import type { Block } from '../model/block.js'
import { findExcuse } from '../model/block.js'
import type { Frame } from '../model/frame.js'
import type { Offender } from '../model/report.js'
import type { ReadSource } from './frames/source-lines.js'

/**
 * Folds blocks by fingerprint, those that count apart from those that do not: one offender each, described by its worst block; worst first,
 * the excused ones last.
 */
export function foldOffenders(blocks: Block[], readSource?: ReadSource): Offender[] {
  const groups = groupBlocks(blocks)
  return groups.map(group => describeOffender(group, readSource)).sort(compareOffenders)
}

function groupBlocks(blocks: Block[]): Block[][] {
  const groups = new Map<string, Block[]>()
  for (const block of blocks) {
    const key = `${block.fingerprint} ${findExcuse(block) ?? ''}`
    const group = groups.get(key)
    if (group) group.push(block)
    else groups.set(key, [block])
  }
  return [...groups.values()]
}

function describeOffender(blocks: Block[], readSource: ReadSource | undefined): Offender {
  const worst = [...blocks].sort(compareBlocks)[0] as Block
  const offender: Offender = {
    fingerprint: worst.fingerprint,
    cause: worst.cause,
    confidence: worst.confidence,
    why: worst.why,
    stack: worst.stack,
    callbackType: worst.callback.type,
    count: blocks.length,
    worstMs: Math.max(...blocks.map(({ durationMs }) => durationMs)),
    totalMs: blocks.reduce((sum, { durationMs }) => sum + durationMs, 0),
  }
  return { ...offender, ...pickDetails(worst, blocks, readSource) }
}

function pickDetails(worst: Block, blocks: Block[], readSource: ReadSource | undefined): Partial<Offender> {
  const details: Partial<Offender> = {}
  const source = worst.culprit && readLines(worst.culprit, readSource)
  const excuse = findExcuse(worst)
  const delayed = blocks.flatMap(({ delayedEvents }) => delayedEvents ?? [])
  if (worst.culprit) details.culprit = worst.culprit
  if (source) details.source = source
  if (worst.context) details.context = worst.context
  if (worst.remedy) details.remedy = worst.remedy
  if (delayed.length > 0) details.delayedEvents = delayed.reduce((sum, count) => sum + count, 0)
  if (excuse !== undefined) details.excused = excuse
  if (blocks.some(({ hang }) => hang)) details.hang = true
  return details
}

const LINES_AROUND = 2

function readLines({ file, line, transformed }: Frame, readSource: ReadSource | undefined): Offender['source'] {
  const lines = line > 0 && !transformed ? readSource?.(file)?.split(/\r?\n/) : undefined
  if (!lines || line > lines.length) return undefined
  const first = Math.max(1, line - LINES_AROUND)
  return lines.slice(first - 1, line + LINES_AROUND).map((text, index) => ({ line: first + index, text }))
}

function compareBlocks(a: Block, b: Block): number {
  return b.durationMs - a.durationMs || a.startedAt.localeCompare(b.startedAt)
}

function compareOffenders(a: Offender, b: Offender): number {
  const isExcusedA = Number(a.excused !== undefined)
  const isExcusedB = Number(b.excused !== undefined)
  return isExcusedA - isExcusedB || b.worstMs - a.worstMs || compareIdentities(a, b)
}

function compareIdentities(a: Offender, b: Offender): number {
  return a.fingerprint.localeCompare(b.fingerprint) || (a.excused ?? '').localeCompare(b.excused ?? '')
}
