import { RUN_SETTINGS_VARIABLE, type RunSettings } from '../model/run-settings.js'

/**
 * Environment in which every Node process loads loophound first, whatever started it. What `NODE_OPTIONS` held stays in force.
 *
 * `--require` and not `--import`: with `--import` Node loads a CommonJS entry through its ESM loader, so that `module.parent` and
 * `module.id` change and an uncaught error loses its source line.
 */
export function createCommandEnvironment(
  env: NodeJS.ProcessEnv,
  registerFile: string,
  settings: RunSettings,
): NodeJS.ProcessEnv {
  const require = `--require=${quote(registerFile)}`
  return {
    ...env,
    NODE_OPTIONS: [require, env.NODE_OPTIONS].filter(Boolean).join(' '),
    [RUN_SETTINGS_VARIABLE]: JSON.stringify(settings),
  }
}

// https://nodejs.org/api/cli.html#node_optionsoptions: double quotes, with a backslash before a quote or a backslash.
function quote(path: string): string {
  return /[\s"\\]/.test(path) ? `"${path.replace(/["\\]/g, '\\$&')}"` : path
}
