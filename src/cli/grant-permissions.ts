import { dirname } from 'node:path'

/**
 * The command with what loophound needs under Node's permission model, next to the flag that turns it on: to read its own code and to
 * write its run files. Other commands come back as they are.
 *
 * Not by `NODE_OPTIONS`: there the grants would reach child processes too, and Node refuses them without the permission model.
 */
export function grantPermissions(
  command: [string, ...string[]],
  registerFile: string,
  runDirectory: string,
): [string, ...string[]] {
  const [program, ...words] = command
  const flagIndex = words.findIndex(word => PERMISSION_FLAGS.includes(word))
  if (flagIndex < 0) return command
  const grants = [`--allow-fs-read=${dirname(registerFile)}/`, `--allow-fs-write=${runDirectory}/`]
  return [program, ...words.toSpliced(flagIndex + 1, 0, ...grants)]
}

const PERMISSION_FLAGS = ['--permission', '--experimental-permission']
