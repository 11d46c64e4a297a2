import { closeSync, openSync, readSync } from 'node:fs'
import { StringDecoder } from 'node:string_decoder'
import { blockShape } from '../../formats/block.js'
import type { Block } from '../../model/block.js'
import { hasShape } from '../../model/shape.js'
import { listRunFiles } from './run-files.js'

/** Blocks seen so far. */
export interface Tally {
  count: number
  worstMs: number
}

/** Follows the run files of a run; each call reads only what was added since the last one. */
export function tailRunDirectory(runDirectory: string): () => Tally {
  const positions = new Map<string, Position>()
  const durationsMs = new Map<string, number>()
  return () => {
    for (const { file } of listRunFiles(runDirectory)) {
      const position = positions.get(file) ?? { offsetBytes: 0, rest: '', decoder: new StringDecoder('utf8') }
      positions.set(file, position)
      for (const block of readAdded(file, position)) durationsMs.set(`${file} ${block.id}`, block.durationMs)
    }
    return { count: durationsMs.size, worstMs: Math.max(0, ...durationsMs.values()) }
  }
}

interface Position {
  offsetBytes: number
  /** Line that is not finished yet. */
  rest: string
  decoder: StringDecoder
}

function readAdded(file: string, position: Position): Block[] {
  const chunk = readFrom(file, position.offsetBytes)
  position.offsetBytes += chunk.length
  const lines = `${position.rest}${position.decoder.write(chunk)}`.split('\n')
  position.rest = lines.pop() ?? ''
  return lines.flatMap(readBlock)
}

function readFrom(file: string, offsetBytes: number): Buffer {
  const descriptor = openSync(file, 'r')
  try {
    const buffer = Buffer.allocUnsafe(1_000_000)
    return buffer.subarray(0, readSync(descriptor, buffer, 0, buffer.length, offsetBytes))
  } finally {
    closeSync(descriptor)
  }
}

function readBlock(line: string): Block[] {
  if (!line.startsWith('{"type":"block"')) return []
  try {
    const { block }: { block?: unknown } = JSON.parse(line)
    return hasShape(block, blockShape) ? [block] : []
  } catch {
    return []
  }
}
