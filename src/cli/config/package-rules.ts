import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkPackageRules } from '../../formats/config.js'
import type { SourcedRule } from '../../gate/ignore.js'
import type { Block } from '../../model/block.js'
import type { Frame } from '../../model/frame.js'

/**
 * The ignore rules that packages ship for their own code, of the packages that were at work in the blocks.
 *
 * @param complain called with a sentence for each list that is wrong: it is the package's fault and holds nobody up
 */
export function readPackageRules(blocks: Block[], complain: (sentence: string) => void): SourcedRule[] {
  const frames = blocks.flatMap(({ stack }) => stack.find(frame => frame.package !== undefined) ?? [])
  const folders = new Map(frames.flatMap(frame => findFolder(frame).map(folder => [folder, frame.package ?? ''])))
  return [...folders]
    .sort(([a], [b]) => Number(a > b) - Number(a < b))
    .flatMap(([folder, name]) => {
      try {
        return readRules(folder, name)
      } catch (error) {
        complain(error instanceof Error ? error.message : String(error))
        return []
      }
    })
}

function findFolder({ file, package: name }: Frame): string[] {
  const path = file.replaceAll('\\', '/')
  const end = `node_modules/${name}/`
  const index = path.lastIndexOf(end)
  return index < 0 ? [] : [file.slice(0, index + end.length - 1)]
}

function readRules(folder: string, name: string): SourcedRule[] {
  const listed = readList(join(folder, 'package.json'))
  if (listed === undefined) return []
  const from = `package.json of ${name}`
  return checkPackageRules(listed, `${from}: loophound.ignore`).map(rule => ({ rule, from, library: { name, folder } }))
}

function readList(file: string): unknown {
  try {
    const { loophound }: { loophound?: { ignore?: unknown } } = JSON.parse(readFileSync(file, 'utf8'))
    return loophound?.ignore
  } catch {
    // The report may come from another machine.
    return undefined
  }
}
