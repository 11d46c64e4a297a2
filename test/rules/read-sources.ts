import { readdirSync, readFileSync } from 'node:fs'

/** A file of the project. */
export interface SourceFile {
  /** Relative to the project, with slashes. */
  path: string
  text: string
}

const root = new URL('../../', import.meta.url)

/** The TypeScript and JavaScript files of a folder of the project, by path. */
export function readSources(folder: string): SourceFile[] {
  return readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' })
    .map(name => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter(path => /\.(?:ts|mjs)$/.test(path))
    .sort()
    .map(path => ({ path, text: readFileSync(new URL(path, root), 'utf8') }))
}
