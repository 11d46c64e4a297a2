import { isAbsolute } from 'node:path'
import type { RawFrame } from '../model/frame.js'
import { findFunctionName } from './function-name.js'
import type { OriginalPlace, SourceMap } from './source-map.js'
import { findMap } from './source-map.js'
import { createSourceReader, keepRead, type SourceReader } from './source-reader.js'

/** Source files and what their source maps say; for the watchdog and the command line, never on a watched loop. */
export interface Sources {
  readSource: SourceReader
  /** Where the code of a frame comes from, by the source map of its file (an absolute path); `undefined` when no map says. */
  findOriginal(frame: RawFrame): Original | undefined
}

/** Where code comes from. */
interface Original extends OriginalPlace {
  /** Name of the function, where the map tells. */
  function?: string
}

/** Creates sources; each file and each map is read once and a bounded amount of them kept. */
export function createSources(): Sources {
  const readSource = createSourceReader()
  const readMap = keepRead(
    file => readMapSafely(file, readSource(file)),
    map => map?.keptChars ?? 0,
    MAX_CHARS,
  )
  return {
    readSource,
    findOriginal: frame => {
      const map = frame.file === null || !isAbsolute(frame.file) ? undefined : readMap(frame.file)
      const place = map?.find(frame.line, frame.column)
      if (!map || !place) return undefined
      const name = findFunctionName(frame, map, readSource)
      return { ...place, ...(name === undefined ? {} : { function: name }) }
    },
  }
}

/** Most characters of mappings kept at a time. */
const MAX_CHARS = 16_000_000

// A broken map is as good as none.
function readMapSafely(file: string, text: string | undefined): SourceMap | undefined {
  try {
    return findMap(file, text)
  } catch {
    return undefined
  }
}
