import type { Block } from '../../model/block.js'
import { isOfOffender } from '../../model/block.js'
import type { Frame } from '../../model/frame.js'
import type { Offender, Report } from '../../model/report.js'
import { formatStanding } from './baseline.js'
import { formatCodeFrame, formatFrame, formatLocation, formatStack } from './frames.js'
import { createPalette, type Palette, type TextOptions } from './palette.js'
import { formatThreads } from './summary.js'
import { formatAdvice, formatContext, formatDuration, formatFields, formatPlain, formatPlural } from './words.js'

/** How an offender is rendered. */
export interface OffenderTextOptions extends TextOptions {
  /** Blocks of the offender; with them each frame tells how long it was on the stack, in all of them. */
  blocks?: Block[]
  /** The report that it is from; with it and `blocks` it says which processes and threads it was in, when there were several. */
  programs?: Pick<Report, 'processes' | 'roots'>
}

/**
 * One offender: cause, how often, worst and total, the line to click, its source, the stack, callback, context and remedy. Of an excused
 * or known one only the head. Ends without a line break.
 *
 * @example
 * for (const offender of report.offenders) console.log(formatOffender(offender, { color: true, blocks: report.blocks }))
 */
export function formatOffender(offender: Offender, options: OffenderTextOptions): string {
  const palette = createPalette(options)
  const head = [
    formatHeadline(offender, palette),
    ...formatWhere(offender, palette, options),
    ...formatWhose(offender, palette, options),
    `  ${palette.dim(formatPlain(offender.why))}`,
  ]
  if (offender.excused) return head.join('\n')
  if (offender.standing?.state === 'known')
    return [...head, ...formatFields(listStanding(offender), palette).map(line => `  ${line}`)].join('\n')
  return [
    ...head,
    ...formatAdvice(offender, palette),
    ...indent(formatCodeFrame(offender.source ?? [], offender.culprit, palette)),
    ...indent(formatWeighedStack(offender, palette, options)),
    ...formatFields(listFields(offender, palette, options), palette).map(line => `  ${line}`),
  ].join('\n')
}

function formatHeadline(offender: Offender, palette: Palette): string {
  const often = formatPlural(offender.count, 'block')
  const worst = `worst ${palette.bold(formatDuration(offender.worstMs))}`
  const still = offender.hang ? ` ${palette.fail('still blocked at the end')}` : ''
  const excuse = offender.excused ? palette.dim(` (does not count: ${formatPlain(offender.excused)})`) : ''
  return `${palette.cause(offender.cause)}  ${often}, ${worst}, total ${formatDuration(offender.totalMs)}${still}${excuse}`
}

function formatWhere(offender: Offender, palette: Palette, options: TextOptions): string[] {
  if (!offender.culprit) return []
  const certainty = offender.confidence === 'exact' ? '' : palette.dim(` (${offender.confidence})`)
  return [
    `  ${palette.own(formatPlain(offender.culprit.function))} ${formatLocation(offender.culprit, palette, options)}${certainty}`,
  ]
}

function formatWhose(offender: Offender, palette: Palette, { blocks, programs }: OffenderTextOptions): string[] {
  const threads = programs && formatThreads(findOwnBlocks(offender, blocks), programs)
  return threads === undefined ? [] : [`  ${palette.dim(`in ${threads}`)}`]
}

function findOwnBlocks(offender: Offender, blocks: Block[] = []): Block[] {
  return blocks.filter(block => isOfOffender(block, offender))
}

function indent(lines: string[]): string[] {
  return lines.map(line => `    ${line}`)
}

function formatWeighedStack(offender: Offender, palette: Palette, options: OffenderTextOptions): string[] {
  const weights = weighFrames(findOwnBlocks(offender, options.blocks))
  if (weights.size === 0) return formatStack(offender.stack, palette, options)
  const texts = offender.stack.map(frame => formatDuration(weights.get(identifyFrame(frame)) ?? 0))
  const width = Math.max(...texts.map(text => text.length))
  return formatStack(offender.stack, palette, options, frame => {
    const weight = frame ? formatDuration(weights.get(identifyFrame(frame)) ?? 0) : ''
    return `${palette.dim(weight.padStart(width))}  `
  })
}

/** How long each function was on the stack, in ms, over all blocks; a recursive one counts once a sample. */
function weighFrames(blocks: Block[]): Map<string, number> {
  const weights = new Map<string, number>()
  for (const { stack, weightMs } of blocks.flatMap(block => block.samples)) {
    for (const key of new Set(stack.map(identifyFrame))) weights.set(key, (weights.get(key) ?? 0) + weightMs)
  }
  return weights
}

function identifyFrame(frame: Frame): string {
  return `${frame.function}\n${frame.file}`
}

function listStanding({ standing }: Offender): [string, string | undefined][] {
  return [['baseline', standing && formatStanding(standing)]]
}

function listFields(
  offender: Offender,
  palette: Palette,
  options: OffenderTextOptions,
): [string, string | undefined][] {
  const events = offender.delayedEvents
  const origin = findOrigin(findOwnBlocks(offender, options.blocks))
  return [
    ...listStanding(offender),
    ['callback', formatPlain(offender.callbackType) || undefined],
    ['origin', origin && formatFrame(origin, palette, options)],
    ['context', formatContext(offender.context)],
    ['delayed', events ? `${formatPlural(events, 'I/O event')} waited behind it` : undefined],
  ]
}

function findOrigin(blocks: Block[]): Frame | undefined {
  return blocks.find(block => block.callback.scheduledAt)?.callback.scheduledAt?.[0]
}
