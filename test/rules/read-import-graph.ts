import { dirname, join } from 'node:path/posix'
import ts from 'typescript'
import type { SourceFile } from './read-sources.js'

/** One import of a file of the project by another. */
export interface ImportEdge {
  from: string
  to: string
  /** Types alone: gone when the program runs. */
  isTypeOnly: boolean
}

/**
 * All imports between these files, those of types included. What is inlined as text (`inline:`) runs on a thread of its own and is none.
 */
export function readImportGraph(files: readonly SourceFile[]): ImportEdge[] {
  const paths = new Set(files.map(({ path }) => path))
  return files.flatMap(({ path, text }) => {
    const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
    return source.statements.flatMap(statement => {
      const specifier = readSpecifier(statement)
      if (!specifier?.startsWith('.')) return []
      const to = join(dirname(path), specifier).replace(/\.js$/, '.ts')
      return paths.has(to) ? [{ from: path, to, isTypeOnly: isTypeOnly(statement) }] : []
    })
  })
}

/** The files that run when one of these is loaded, itself included. */
export function findClosure(graph: readonly ImportEdge[], entries: readonly string[]): Set<string> {
  const closure = new Set(entries)
  for (const path of closure)
    for (const { from, to, isTypeOnly } of graph) if (from === path && !isTypeOnly) closure.add(to)
  return closure
}

/** Files that import each other, by whatever way and be it for types alone: the names of each such group, sorted. */
export function findCycles(graph: readonly ImportEdge[]): string[][] {
  const reached = new Map([...new Set(graph.map(({ from }) => from))].map(path => [path, findReached(graph, path)]))
  const groups = new Map<string, string[]>()
  for (const [path, others] of reached) {
    const group = [...others].filter(other => reached.get(other)?.has(path)).sort()
    if (group.length > 0) groups.set(group.join(), group)
  }
  return [...groups.values()].sort((a, b) => String(a).localeCompare(String(b)))
}

function findReached(graph: readonly ImportEdge[], path: string): Set<string> {
  const reached = new Set(graph.filter(({ from }) => from === path).map(({ to }) => to))
  for (const next of reached) for (const { from, to } of graph) if (from === next) reached.add(to)
  return reached
}

function readSpecifier(statement: ts.Statement): string | undefined {
  if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return undefined
  return statement.moduleSpecifier && ts.isStringLiteral(statement.moduleSpecifier)
    ? statement.moduleSpecifier.text
    : undefined
}

function isTypeOnly(statement: ts.Statement): boolean {
  if (ts.isExportDeclaration(statement)) return statement.isTypeOnly
  const clause = ts.isImportDeclaration(statement) ? statement.importClause : undefined
  if (!clause || clause.isTypeOnly) return clause?.isTypeOnly ?? false
  const named = clause.namedBindings
  return (
    !clause.name &&
    named !== undefined &&
    ts.isNamedImports(named) &&
    named.elements.every(element => element.isTypeOnly)
  )
}
