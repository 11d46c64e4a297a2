import { dirname, join } from 'node:path/posix'
import ts from 'typescript'
import type { Layer } from './read-layers.js'
import type { SourceFile } from './read-sources.js'

/** Node's modules for looking at the running program, which only a layer may hold whose row says so. */
const INSTRUMENTS = ['node:perf_hooks', 'node:async_hooks', 'node:inspector', 'node:inspector/promises']

/**
 * Imports that the layer table does not allow, one sentence each: upward ones, of packages that the layer may not use, of
 * Node's instruments where the row does not name them, and files in no layer at all.
 */
export function findLayerBreaks(layers: Layer[], files: SourceFile[]): string[] {
  return files.flatMap(file => {
    const layer = findLayer(layers, file.path)
    if (!layer) return [`${file.path} is in no layer of the table`]
    return readImports(file.text).flatMap(specifier => judgeImport(layers, layer, file.path, specifier) ?? [])
  })
}

function judgeImport(layers: Layer[], layer: Layer, path: string, specifier: string): string | undefined {
  if (specifier.startsWith('node:')) {
    const isBreak = INSTRUMENTS.includes(specifier) && !layer.packages.includes(specifier)
    return isBreak ? `${path} imports ${specifier}: ${layer.folder} may not` : undefined
  }
  if (!/^(?:inline:)?\./.test(specifier)) {
    const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
    if (layer.packages.includes(name)) return undefined
    return `${path} imports ${name}: ${layer.folder} may import ${formatList(layer.packages)} from outside`
  }
  const target = join(dirname(path), specifier.replace(INLINE, ''))
  const targetLayer = findLayer(layers, target)
  // As text it runs on another thread.
  if (INLINE.test(specifier) && targetLayer && layers.indexOf(targetLayer) < layers.indexOf(layer)) return undefined
  if (targetLayer && (targetLayer === layer || layer.mayImport.includes(targetLayer.folder))) return undefined
  return `${path} imports ${target}: ${layer.folder} may import ${formatList(layer.mayImport)}`
}

const INLINE = /^inline:/

function findLayer(layers: Layer[], path: string): Layer | undefined {
  const folder = path.split('/').length === 2 ? 'src/*.ts' : path.split('/').slice(0, 2).join('/')
  return layers.find(layer => layer.folder === folder)
}

/** Static, dynamic, type-only and re-exporting imports alike. */
function readImports(text: string): string[] {
  return ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName)
}

function formatList(names: string[]): string {
  return names.length === 0 ? 'nothing' : names.join(', ')
}
