import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { runScript } from './run-script.js'

/**
 * Everything the installed package offers, a line each: the subpaths, what `import` and `require` give at run time, and the
 * types. What only one of the two module systems gives is marked.
 */
export async function listExports(folder: string): Promise<string> {
  const packageFolder = join(folder, 'node_modules/loophound')
  const { exports, bin } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'))
  const subpaths = Object.entries<string | object>(exports)
  const specifiers = subpaths
    .filter(([, target]) => typeof target === 'object')
    .map(([subpath]) => toSpecifier(subpath))
  const types = listTypes(folder, specifiers)
  const lines: string[] = []
  for (const [subpath, target] of subpaths) {
    const specifier = toSpecifier(subpath)
    lines.push(specifier)
    if (typeof target === 'string') lines.push(`  file ${existsSync(join(packageFolder, target)) ? target : 'MISSING'}`)
    else
      lines.push(
        ...mergeNames('', await listValues(folder, specifier, target)),
        ...mergeNames('type ', types(specifier)),
      )
  }
  return `${lines.join('\n')}\nbin ${Object.keys(bin).join(', ')}\n`
}

/** Names, by module system. */
interface Names {
  import: string[]
  require: string[]
}

function toSpecifier(subpath: string): string {
  return subpath.replace(/^\./, 'loophound')
}

async function listValues(folder: string, specifier: string, target: object): Promise<Names> {
  const print = 'console.log(JSON.stringify(Object.keys(all))); process.exit(0)'
  const read = async (name: string, load: string): Promise<string[]> => {
    const { stdout, stderr, exitCode } = await runScript(folder, name, `${load}\n${print}\n`)
    if (exitCode !== 0) throw new Error(`${specifier} from ${name}: expected exit code 0, got ${exitCode}\n${stderr}`)
    return JSON.parse(stdout)
  }
  return {
    import: await read('list.mjs', `import * as all from '${specifier}'`),
    // Without a build of its own for it, an entry is not meant to be required.
    require: 'require' in target ? await read('list.cjs', `const all = require('${specifier}')`) : [],
  }
}

function listTypes(folder: string, specifiers: string[]): (specifier: string) => Names {
  const files = { import: join(folder, 'list.mts'), require: join(folder, 'list.cts') }
  const source = specifiers.map(specifier => `import '${specifier}'\n`).join('')
  for (const file of Object.values(files)) ts.sys.writeFile(file, source)
  const program = ts.createProgram(Object.values(files), { module: ts.ModuleKind.NodeNext, types: [] })
  const checker = program.getTypeChecker()
  const read = (file: string, specifier: string): string[] => {
    const imports = program.getSourceFile(file)?.statements.filter(ts.isImportDeclaration) ?? []
    const found = imports.find(({ moduleSpecifier }) => moduleSpecifier.getText().includes(`'${specifier}'`))
    const symbol = found && checker.getSymbolAtLocation(found.moduleSpecifier)
    // A module without exports has no symbol.
    const exported = symbol ? checker.getExportsOfModule(symbol) : []
    return exported.filter(name => isTypeOnly(checker, name)).map(name => name.name)
  }
  return specifier => ({ import: read(files.import, specifier), require: read(files.require, specifier) })
}

function isTypeOnly(checker: ts.TypeChecker, symbol: ts.Symbol): boolean {
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
  return (target.flags & ts.SymbolFlags.Value) === 0
}

function mergeNames(kind: string, names: Names): string[] {
  const all = [...new Set([...names.import, ...names.require])].sort()
  return all.map(name => {
    const only = !names.import.includes(name)
      ? ' (require only)'
      : !names.require.includes(name)
        ? ' (import only)'
        : ''
    return `  ${kind}${name}${only}`
  })
}
