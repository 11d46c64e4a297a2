import type { CheckResult } from './doctor-checks.js'

/** What `loophound doctor` prints: a table of all checks, and whether all that can work here does. */
export function formatDoctor(results: CheckResult[], { version, node, platform }: Place): string {
  const rows = results.map(({ title, mechanism, state, said }) => formatRow(title, mechanism, WORKS[state], said))
  const failed = results.filter(({ state }) => state === 'fails').length
  return [
    `loophound ${version}, ${node.startsWith('v') ? 'Node.js ' : ''}${node}, ${platform}`,
    '',
    formatRow('blocked by', 'named by', 'works', 'what was named, or why not'),
    ...rows,
    '',
    failed === 0
      ? 'All mechanisms that this system has work.'
      : `${failed} of ${results.length} should work here and did not.`,
    '',
  ].join('\n')
}

/** Where the checks ran. */
export interface Place {
  version: string
  /** `v24.21.0`, and `Bun 1.4.5` elsewhere. */
  node: string
  platform: string
}

const WORKS = { works: 'yes', cannot: 'off', fails: 'NO' }

function formatRow(title: string, mechanism: string, works: string, said: string): string {
  return `${title.padEnd(20)}${mechanism.padEnd(13)}${works.padEnd(7)}${said}`
}
