import { readdirSync } from 'node:fs'
import { join, parse } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Expectation, readExpectation } from './read-expectation.js'

/** A scenario's program with what it says of itself. */
export interface Program extends Expectation {
  /** File name without its extension. */
  name: string
}

/** The programs of a folder under `programs`, in alphabetical order. */
export function listPrograms(folder: string): Program[] {
  const path = fileURLToPath(new URL(`programs/${folder}`, import.meta.url))
  const files = readdirSync(path).filter(name => /\.[cm]js$/.test(name))
  return files.sort().map(name => ({ name: parse(name).name, ...readExpectation(join(path, name)) }))
}
