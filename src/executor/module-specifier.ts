import { createBadOption } from '../model/errors.js'

/**
 * Checks where a module is: a URL, an absolute path, or the name of a package, which is looked up from the working directory. A relative path
 * would mean another file to each reader.
 *
 * @throws LoophoundError with code `ERR_LOOPHOUND_BAD_OPTION`
 */
export function readModuleSpecifier(module: string | URL): string {
  if (module instanceof URL) return module.href
  if (typeof module !== 'string' || module === '') throw createBadOption('module', EXPECTED, module)
  if (/^\.{1,2}(?:[\\/]|$)/.test(module)) {
    throw createBadOption('module', `${EXPECTED}: write new URL('${module}', import.meta.url)`, module)
  }
  return module
}

const EXPECTED = 'a file URL, an absolute path or the name of a package'
