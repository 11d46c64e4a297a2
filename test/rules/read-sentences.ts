import ts from 'typescript'
import type { SourceFile } from './read-sources.js'

/**
 * Everything in the source that a user may read: texts of at least three words, in order of the source. What is put into them stands as `…`.
 */
export function readSentences({ path, text }: SourceFile): string[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  const sentences: string[] = []
  const visit = (node: ts.Node): void => {
    const sentence = readText(node)
    if (sentence !== undefined && isSentence(sentence)) sentences.push(sentence)
    if (!ts.isImportDeclaration(node) && !ts.isExportDeclaration(node)) ts.forEachChild(node, visit)
  }
  visit(source)
  return sentences
}

function readText(node: ts.Node): string | undefined {
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return node.text
  if (!ts.isTemplateExpression(node)) return undefined
  return [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join('…')
}

function isSentence(text: string): boolean {
  return text.split(/\s+/).filter(word => /^\W*[A-Za-z]{2,}\W*$/.test(word)).length >= 3
}
