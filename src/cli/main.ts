import { LoophoundError } from '../model/errors.js'
import { readArguments } from './arguments.js'
import { calibrateCommand } from './doctor/calibrate.js'
import { doctorCommand } from './doctor/command.js'
import { formatHelp } from './option-table.js'
import { reportCommand } from './report/command.js'
import { type Installation, runCommand } from './run/command.js'
import type { Terminal } from './terminal.js'

/**
 * The command line, from arguments to exit code. Never rejects: what goes wrong is one sentence on stderr and exit code 2.
 *
 * @param argv what follows `loophound` on the command line
 */
export async function runCli(argv: string[], installation: Installation, terminal: Terminal): Promise<number> {
  try {
    return await runAction(argv, installation, terminal)
  } catch (error) {
    terminal.complain(error instanceof LoophoundError ? error.message : describeInternalError(error))
    return 2
  }
}

async function runAction(argv: string[], installation: Installation, terminal: Terminal): Promise<number> {
  const args = readArguments(argv)
  if (args.action === 'run') return runCommand(args, installation, terminal)
  if (args.action === 'report') return reportCommand(args, terminal)
  if (args.action === 'calibrate') return calibrateCommand(installation, terminal)
  if (args.action === 'doctor') return doctorCommand(args, installation, terminal)
  terminal.print(args.action === 'help' ? formatHelp() : `${installation.version}\n`)
  return 0
}

function describeInternalError(error: unknown): string {
  return `internal error, please report it: ${error instanceof Error ? error.stack : String(error)}`
}
