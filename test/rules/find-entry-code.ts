import ts from 'typescript'
import type { SourceFile } from './read-sources.js'

/** Entries that do more than re-export, one sentence a statement. Only those act on load that are loaded for it. */
export function findEntryCode(files: SourceFile[]): string[] {
  return files
    .filter(
      ({ path }) => /^src\/[^/]+\.ts$/.test(path) && !/\/(?:register|bin|jest|node-test|inline\.d)\.ts$/.test(path),
    )
    .flatMap(({ path, text }) => {
      const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
      return source.statements
        .filter(statement => !ts.isExportDeclaration(statement))
        .map(statement => `${path}: expected re-exports only, got ${statement.getText().split('\n')[0]}`)
    })
}
