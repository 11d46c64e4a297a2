// @ts-check

/**
 * @typedef {import('./run.mjs').Result} Result
 * @typedef {import('./judge-run.mjs').Fault['kind']} Kind
 */

/** @type {Kind[]} */
const KINDS = ['false', 'missed', 'name', 'end']
/** @type {Record<Kind, string>} */
const WORDS = { false: 'false', missed: 'missed', name: 'wrong name', end: 'wrong end' }

/** @param {Result[]} cell all runs of one program on one Node.js */
export function printCell(cell) {
  const [first] = cell
  if (!first) return
  const wrong = cell.filter(({ faults }) => faults.length > 0)
  const counts = KINDS.map(kind => `${countRuns(cell, kind)} ${WORDS[kind]}`).join(', ')
  console.log(
    `${wrong.length ? '✗' : '✓'} ${first.program.padEnd(16)}${first.node.padEnd(10)} ${cell.length} runs: ${counts}`,
  )
  for (const { isPlanted, isLoaded, faults, folder } of wrong) {
    console.log(`    ${isPlanted ? 'planted' : 'without'}${isLoaded ? ', loaded' : ''}: ${folder}`)
    for (const { kind, text } of faults) console.log(`      ${WORDS[kind]}: ${text.replaceAll('\n', '\n        ')}`)
  }
}

/**
 * @param {Result[]} results
 * @returns {number} how many runs were wrong
 */
export function printSums(results) {
  const failed = results.filter(({ faults }) => faults.length > 0).length
  console.log(`\n${results.length - failed} passed, ${failed} failed`)
  return failed
}

/**
 * The runs as a table for docs/frameworks.md: a row a program, a column a Node.js.
 *
 * @param {Result[]} results
 * @param {import('./programs.mjs').Program[]} programs
 */
export function formatMarkdown(results, programs) {
  const nodes = [...new Set(results.map(({ node }) => node))]
  const tried = programs.filter(({ name }) => results.some(({ program }) => program === name))
  const rows = tried.map(({ name }) => {
    const cells = nodes.map(node =>
      formatCell(results.filter(result => result.program === name && result.node === node)),
    )
    return `| ${[name, ...cells].join(' | ')} |`
  })
  return [`| ${['program', ...nodes].join(' | ')} |`, `|${'---|'.repeat(nodes.length + 1)}`, ...rows].join('\n')
}

/** @param {Result[]} cell */
function formatCell(cell) {
  if (cell.length === 0) return '–'
  const right = cell.filter(({ faults }) => faults.length === 0).length
  return `${right} of ${cell.length}`
}

/**
 * @param {Result[]} cell
 * @param {Kind} kind
 */
function countRuns(cell, kind) {
  return cell.filter(({ faults }) => faults.some(fault => fault.kind === kind)).length
}
