import type { Block } from '../../model/block.js'
import type { Offender } from '../../model/report.js'
import { formatCodeFrame, formatFrame, formatLocation, formatStack } from './frames.js'
import { createPalette, type Palette, type TextOptions } from './palette.js'
import { formatAdvice, formatContext, formatDuration, formatFields, formatPlain, formatPlural } from './words.js'

/** Options of {@link formatBlock}. */
export interface BlockTextOptions extends TextOptions {
  /** Lines of source around the culprit, to be shown. */
  source?: Offender['source']
}

/**
 * One block as a short readable report, for stderr: how long, which line, why, the stack, what waited and what to do. Ends without a
 * line break.
 *
 * @example
 * process.stderr.write(`${formatBlock(block, { color: false })}\n`)
 */
export function formatBlock(block: Block, options: BlockTextOptions): string {
  const palette = createPalette(options)
  return [
    formatHeadline(block, palette),
    ...formatWhere(block, palette, options),
    `  ${formatPlain(block.why)}`,
    ...formatAdvice(block, palette),
    ...formatCodeFrame(options.source ?? [], block.culprit, palette).map(line => `    ${line}`),
    ...formatStack(block.stack, palette, options).map(line => `    ${line}`),
    ...formatFields(listFields(block, palette, options), palette).map(line => `  ${line}`),
  ].join('\n')
}

function formatHeadline(block: Block, palette: Palette): string {
  const duration = palette.bold(formatDuration(block.durationMs))
  const what = block.hang ? `has been blocked for ${duration} and still is` : `was blocked for ${duration}`
  return `${palette.badge('loophound')} the event loop ${what}${formatThread(block)}: ${palette.cause(block.cause)}${formatIgnored(block)}`
}

function formatThread(block: Block): string {
  if (block.process.threadId === 0) return ''
  const name = block.process.threadName
  return ` in worker thread ${block.process.threadId}${name ? ` (${formatPlain(name)})` : ''}`
}

function formatIgnored(block: Block): string {
  return block.ignored ? ` (ignored: ${formatPlain(block.ignored.reason)})` : ''
}

function formatWhere(block: Block, palette: Palette, options: TextOptions): string[] {
  if (!block.culprit) return []
  const certainty = block.confidence === 'exact' ? '' : palette.dim(` (${block.confidence})`)
  return [
    `  ${palette.own(formatPlain(block.culprit.function))} ${formatLocation(block.culprit, palette, options)}${certainty}`,
  ]
}

function listFields(block: Block, palette: Palette, options: TextOptions): [string, string | undefined][] {
  const { type, count, scheduledAt: [origin] = [] } = block.callback
  const others = count > 1 ? ` (${formatPlural(count, 'callback')} in this block)` : ''
  const events = block.delayedEvents
  return [
    ['ended', block.ended ? `process ${block.process.pid} was killed: hang timeout reached` : undefined],
    ['callback', type ? `${formatPlain(type)}${others}` : undefined],
    ['origin', origin && formatFrame(origin, palette, options)],
    ['context', formatContext(block.context)],
    ['delayed', events ? `${formatPlural(events, 'I/O event')} waited behind it` : undefined],
  ]
}
