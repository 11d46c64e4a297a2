import { TraceMap, traceSegment } from '@jridgewell/trace-mapping'
import { buildSync } from 'esbuild'
import { describe, expect, test } from 'vitest'
import { createMappings } from '../../../src/sources/mappings.js'

describe('mappings', () => {
  test.each([
    ['minified, on few lines', true],
    ['as written, on many lines', false],
  ])('of a bundle are found as another reader finds them: %s', (_, minify) => {
    const { map, lines } = bundle(minify)
    const trace = new TraceMap(map)
    const mappings = createMappings(JSON.parse(map).mappings)
    const places = pickPlaces(lines)
    const found = places.map(([line, column]) => {
      const { generatedColumn, source, line: l, column: c, name } = mappings.find(line, column) ?? {}
      return [generatedColumn, source, l, c, ...(name === undefined ? [] : [name])]
    })
    const expected = places.map(([line, column]) => {
      const segment = traceSegment(trace, line, column)
      return segment && segment.length > 1 ? [...segment] : Array.from({ length: 4 })
    })
    expect(places.length).toBeGreaterThan(500)
    expect(found).toEqual(expected)
  })

  test('begin where a line has its first source', () => {
    const mappings = createMappings('A,IACE,IAAI;;E')
    expect([0, 1, 2].map(line => mappings.findFirst(line))).toEqual([
      { generatedColumn: 4, source: 0, line: 1, column: 2 },
      undefined,
      undefined,
    ])
  })

  test('have nothing for code that comes from nowhere', () => {
    const mappings = createMappings('AAAA,I')
    expect([mappings.find(0, 3)?.line, mappings.find(0, 4), mappings.find(7, 0)]).toEqual([0, undefined, undefined])
  })

  test('need not be in order within a line', () => {
    // Columns 10, then 4.
    const mappings = createMappings('UAAA,NACA')
    expect([3, 4, 9, 10].map(column => mappings.find(0, column)?.line)).toEqual([undefined, 1, 1, 0])
  })

  test.each(['A!', 'AAAg', 'ä'])('that are broken are refused: %s', text => {
    expect(() => createMappings(text)).toThrow('mappings: expected a base64 digit')
  })
})

function bundle(minify: boolean): { map: string; lines: string[] } {
  const { outputFiles } = buildSync({
    entryPoints: ['node_modules/hdr-histogram-js/dist/index.js'],
    bundle: true,
    minify,
    platform: 'node',
    sourcemap: 'external',
    outfile: 'out.js',
    write: false,
  })
  const [map = '', code = ''] = outputFiles.map(file => file.text)
  return { map, lines: code.split('\n') }
}

/** Some 1500 places all over the code, the beginnings of lines and beyond their ends included. */
function pickPlaces(lines: string[]): [line: number, column: number][] {
  const step = lines.join('\n').length / 1500
  let next = 0
  let start = 0
  return lines.flatMap((text, line) => {
    const columns: number[] = next <= start + text.length ? [0, text.length + 20] : []
    for (; next <= start + text.length; next += step) columns.push(Math.floor(next) - start)
    start += text.length + 1
    return columns.map((column): [number, number] => [line, Math.max(0, column)])
  })
}
