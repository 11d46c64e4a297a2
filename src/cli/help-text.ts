import { OPTION_TABLE, type OptionEntry } from './option-table.js'

/** What `--help` prints. */
export function formatHelp(): string {
  return `Usage:
  loophound run [options] -- <command…>   watch every Node process and thread that the command starts, then judge
  loophound report <file…> [options]      render saved JSON reports again, merged
  loophound doctor [-- node flags…]       check what can be detected on this machine

Options:
${Object.entries(OPTION_TABLE).map(formatOption).join('\n')}

Options marked with * are for run only. What the config says already, ${formatOpposites()} undo.

Exit code: the command's own if it failed, else 0 pass, 1 over budget, 2 could not measure or wrong usage.
`
}

function formatOpposites(): string {
  const words = Object.values(OPTION_TABLE).flatMap(({ opposite }) => (opposite ? [`--${opposite}`] : []))
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}

function formatOption([name, { value, short, help, actions }]: [string, OptionEntry]): string {
  const left = `${short ? `-${short}, ` : ''}--${name}${value ? ` ${value}` : ''}`
  return `  ${left.padEnd(26)} ${isForRunOnly(actions) ? '*' : ' '} ${help}`
}

function isForRunOnly(actions: OptionEntry['actions']): boolean {
  return actions.every(action => action === 'run')
}
