import type { Reporter, TestCase, TestModule } from 'vitest/node'
import type { Measured } from './judge-program.js'
import { addScores, type Score } from './score-run.js'

/** A reporter that prints, for each program and Node.js, how many of its blocks were detected and named right. */
export default function createCorpusTable(): Reporter {
  return { onTestRunEnd: modules => console.log(formatCorpus(modules.flatMap(readCells))) }
}

interface Cell extends Measured {
  node: string
}

function readCells(module: TestModule): Cell[] {
  return [...module.children.allTests()].flatMap(test => readCell(test))
}

function readCell(test: TestCase): Cell[] {
  const { measured } = test.meta()
  const node = /v[\d.]+/.exec(test.fullName)?.[0] ?? ''
  return measured ? [{ ...measured, node }] : []
}

function formatCorpus(cells: Cell[]): string {
  const hows = [...new Set(cells.map(({ how }) => how))]
  return hows
    .map(how =>
      formatTable(
        how,
        cells.filter(cell => cell.how === how),
      ),
    )
    .join('\n')
}

function formatTable(title: string, cells: Cell[]): string {
  const nodes = [...new Set(cells.map(({ node }) => node))]
  const programs = [...new Set(cells.map(({ program }) => program))].sort()
  const formatRow = (name: string, isInRow: (cell: Cell) => boolean) =>
    formatLine(
      name,
      nodes.map(node => formatScore(cells.filter(cell => cell.node === node && isInRow(cell)))),
    )
  return [
    `\n${title}: blocks, of them detected · function right · line right · cause right`,
    formatLine('', nodes),
    ...programs.map(program => formatRow(program, cell => cell.program === program)),
    formatRow('all', () => true),
    `${formatRates(addScores(cells.map(({ score }) => score)))}`,
  ].join('\n')
}

function formatLine(name: string, columns: string[]): string {
  return `${name.padEnd(30)}${columns.map(column => column.padEnd(22)).join('')}`.trimEnd()
}

function formatScore(cells: Cell[]): string {
  const { blocks, detected, functions, lines, causes } = addScores(cells.map(({ score }) => score))
  return `${blocks}: ${[detected, functions, lines, causes].join('·')}`
}

function formatRates({ blocks, detected, functions, lines, causes, wronglySure }: Score): string {
  const percent = (count: number) => `${((100 * count) / Math.max(1, blocks)).toFixed(1)} %`
  const rates = [`detected ${percent(detected)}`, `function ${percent(functions)}`, `line ${percent(lines)}`]
  return `${blocks} blocks: ${[...rates, `cause ${percent(causes)}`].join(', ')}; ${wronglySure} wrong names with confidence exact`
}
