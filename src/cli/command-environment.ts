import { RUN_SETTINGS_VARIABLE, type RunSettings } from '../model/run-settings.js'

/** Environment in which every Node process loads loophound first, whatever started it. What `NODE_OPTIONS` held stays in force. */
export function createCommandEnvironment(
  env: NodeJS.ProcessEnv,
  registerUrl: string,
  settings: RunSettings,
): NodeJS.ProcessEnv {
  return {
    ...env,
    NODE_OPTIONS: [`--import=${registerUrl}`, env.NODE_OPTIONS].filter(Boolean).join(' '),
    [RUN_SETTINGS_VARIABLE]: JSON.stringify(settings),
  }
}
