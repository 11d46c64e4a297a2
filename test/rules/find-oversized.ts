import ts from 'typescript'
import type { SourceFile } from './read-sources.js'

const MAX_FILE_LINES = 300
const MAX_FUNCTION_LINES = 50

/** Files of 300 lines or more and functions of more than 50, one sentence each. */
export function findOversized(files: SourceFile[]): string[] {
  return files.flatMap(({ path, text }) => {
    const lines = text.trimEnd().split('\n').length
    const tooLong = lines < MAX_FILE_LINES ? [] : [`${path} has ${lines} lines: expected fewer than ${MAX_FILE_LINES}`]
    return [...tooLong, ...findLongFunctions(path, text)]
  })
}

function findLongFunctions(path: string, text: string): string[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    const { line: firstLine } = source.getLineAndCharacterOfPosition(node.getStart())
    const { line: lastLine } = source.getLineAndCharacterOfPosition(node.end)
    const lines = lastLine - firstLine + 1
    if (ts.isFunctionLike(node) && lines > MAX_FUNCTION_LINES) {
      found.push(`${path}:${firstLine + 1} function of ${lines} lines: expected at most ${MAX_FUNCTION_LINES}`)
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}
