/** One row of the layer table. */
export interface Layer {
  /** `src/model`, or `src/*.ts` for the entries. */
  folder: string
  /** Folders of the layers below. */
  mayImport: string[]
  /** Packages it may import from outside. */
  packages: string[]
  /** Threads and processes that run it, such as `watchdog`. */
  runsOn: string[]
}

/**
 * The layer table of ARCHITECTURE.md.
 *
 * @throws when there is none, or when a row names a layer that is not above it
 */
export function readLayers(markdown: string): Layer[] {
  const rows = markdown.split('\n').filter(line => /^\| `src\//.test(line))
  if (rows.length === 0) throw new Error('ARCHITECTURE.md: expected a layer table with rows that begin with | `src/')
  const layers: Layer[] = []
  for (const row of rows) layers.push(readRow(row, layers))
  return layers
}

function readRow(row: string, above: Layer[]): Layer {
  const [folder = '', , mayImport = '', packages = '', runsOn = ''] = row
    .split('|')
    .slice(1, -1)
    .map(cell => cell.trim())
  return {
    folder: folder.replaceAll('`', ''),
    mayImport: readFolders(mayImport, above),
    packages: packages.split(',').flatMap(name => name.replaceAll('`', '').trim() || []),
    runsOn: runsOn.split(',').map(name => name.trim()),
  }
}

function readFolders(cell: string, above: Layer[]): string[] {
  if (cell === 'nothing') return []
  if (cell === 'everything above') return above.map(layer => layer.folder)
  return cell.split(',').map(name => {
    const folder = `src/${name.trim()}`
    if (!above.some(layer => layer.folder === folder)) {
      throw new Error(`ARCHITECTURE.md: expected a layer of a row above, got ${JSON.stringify(name.trim())}`)
    }
    return folder
  })
}
