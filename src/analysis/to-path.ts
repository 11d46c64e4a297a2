import { fileURLToPath } from 'node:url'

/** Absolute path of a script, from its URL or path as V8 knows it; an empty string for a V8 built-in. */
export function toPath(file: string | null): string {
  if (file === null) return ''
  const bare = file.replace(/[?#].*$/s, '')
  if (!bare.startsWith('file:')) return file
  try {
    return fileURLToPath(bare)
  } catch {
    return file
  }
}
