import type { Frame } from '../model/frame.js'
import type { FoldedSample } from '../model/sample.js'
import type { WeighedSample } from './weigh-samples.js'

/** Adds up samples with the same stack and source, heaviest first. Does not depend on the order of the samples. */
export function foldSamples(samples: WeighedSample[]): FoldedSample[] {
  const folded = new Map<string, FoldedSample>()
  for (const { raw, stack, weightMs } of samples) {
    const key = `${raw.source}\n${formatStackKey(stack)}`
    const known = folded.get(key)
    if (known) known.weightMs += weightMs
    else folded.set(key, { stack, weightMs, source: raw.source })
  }
  const entries = [...folded].sort(([keyA, a], [keyB, b]) => b.weightMs - a.weightMs || (keyA < keyB ? -1 : 1))
  return entries.map(([, sample]) => sample)
}

function formatStackKey(stack: Frame[]): string {
  return stack.map(f => `${f.async ? 'async ' : ''}${f.function}\t${f.file}:${f.line}:${f.column}`).join('\n')
}
