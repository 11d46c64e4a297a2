import { stripVTControlCharacters } from 'node:util'

/**
 * Output with everything replaced that differs from run to run and says nothing: times, shares, process ids, dates, the version
 * of Node.js, the folder it ran in, fingerprints, colours and the width of columns. Names, lines, columns and counts stay.
 */
export function normalizeOutput(output: string, folder: string): string {
  return stripVTControlCharacters(output)
    .replaceAll(/^npm (?:warn|notice) .*\n/gm, '')
    .replaceAll(`${folder}/`, '')
    .replaceAll(folder, '.')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<date>')
    .replaceAll(/\bv\d+\.\d+\.\d+\b/g, '<version>')
    .replaceAll(/(?<![\w-])(?<word>pid|process) \d{2,}\b/gi, '$<word> <pid>')
    .replaceAll(/\d[\d,]*(?:\.\d+)? ?(?<unit>ms|µs|ns|s|min|%)(?!\w)/g, '<number> $<unit>')
    .replaceAll(/(?<name>_ms|Ms)(?<mark>"?: )\d+(?:\.\d+)?/g, '$<name>$<mark><number>')
    .replaceAll(/(?<![\w.])[0-9a-f]{12}\b/g, '<fingerprint>')
    .replaceAll(/[ \t]+/g, ' ')
    .split('\n')
    .map(line => line.trim())
    .join('\n')
    .trim()
}

/**
 * Whether printed output is what a page says, both normalized. A line that is only `…` stands for any number of lines.
 */
export function matchesOutput(expected: string, actual: string): boolean {
  const pattern = expected
    .split('\n')
    .map(line => (line === '…' ? '(?:.*\\n)*?' : `${line.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\n`))
    .join('')
  return new RegExp(`^${pattern}$`).test(`${actual}\n`)
}
