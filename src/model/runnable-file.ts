/** Whether Node runs the very text of a file. Of other languages something is always run that a tool has made of it. */
export function isRunAsWritten(file: string): boolean {
  return !/\.(?:[cm]?tsx?|jsx|vue|svelte|astro|coffee|civet|mdx)(?:[?#]|$)/.test(file)
}
