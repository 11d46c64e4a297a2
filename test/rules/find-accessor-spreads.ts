import ts from 'typescript'

/**
 * Spreads of objects whose type some object literal of the project implements with an accessor: a spread copies what the accessor says once,
 * and the copy never changes again. One sentence each.
 */
export function findAccessorSpreads(program: ts.Program, isOwn: (path: string) => boolean): string[] {
  const files = program.getSourceFiles().filter(file => !file.isDeclarationFile && isOwn(file.fileName))
  const checker = program.getTypeChecker()
  const live = new Set<ts.Symbol>()
  for (const file of files) forEachNode(file, node => collectLiveTypes(node, checker, live))
  const found: string[] = []
  for (const file of files) {
    forEachNode(file, node => {
      if (!ts.isSpreadAssignment(node) || ts.isParenthesizedExpression(node.expression)) return
      const symbol = findSymbol(checker.getTypeAtLocation(node.expression))
      if (!symbol || !live.has(symbol)) return
      const { line } = file.getLineAndCharacterOfPosition(node.getStart(file))
      found.push(
        `${file.fileName}:${line + 1} spreads ${node.expression.getText(file)}: expected named fields, since a ${symbol.name} has accessors`,
      )
    })
  }
  return found
}

function forEachNode(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node)
  ts.forEachChild(node, child => forEachNode(child, visit))
}

function collectLiveTypes(node: ts.Node, checker: ts.TypeChecker, live: Set<ts.Symbol>): void {
  if (!ts.isObjectLiteralExpression(node) || !node.properties.some(ts.isGetAccessorDeclaration)) return
  for (const type of [checker.getTypeAtLocation(node), checker.getContextualType(node)]) {
    const symbol = type && findSymbol(type)
    if (symbol) live.add(symbol)
  }
}

function findSymbol(type: ts.Type): ts.Symbol | undefined {
  return type.aliasSymbol ?? type.getNonNullableType().getSymbol()
}
