/** Text as it is, on one line, in Markdown and in cells of its tables: nothing in it is markup, a link, a mention or an issue. */
export function escapeMarkdown(text: string): string {
  return toOneLine(text)
    .replaceAll(/[\\`*_{}[\]<>()#+!|~@&$]/g, toReference)
    .replaceAll(/:(?=\/\/)|(?<=www)\./gi, toReference)
    .replace(/^[^\p{L}&]/u, toReference)
}

/** Text as inline code, in Markdown and in cells of its tables. */
export function formatCode(text: string): string {
  const line = toOneLine(text)
  if (line === '') return ''
  // A backslash before a bar and a backtick inside of backticks are read differently by different parsers.
  return /[`|\\]/.test(line) ? `<code>${escapeMarkdown(line)}</code>` : `\`${line}\``
}

/** Lines as a block of code; the fence is longer than any in them. */
export function formatFence(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}text\n${text}\n${fence}`
}

/** The beginning of a text that is longer than `maxLength`. */
export function shortenText(text: string, maxLength: number): string {
  return text.length > maxLength ? `${text.slice(0, maxLength - 1).replace(/[\ud800-\udbff]$/, '')}…` : text
}

/** The end of a path that is longer than `maxLength`. */
export function shortenPath(path: string, maxLength: number): string {
  return path.length > maxLength ? `…${path.slice(1 - maxLength).replace(/^[\udc00-\udfff]/, '')}` : path
}

function toOneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ').trim()
}

function toReference(character: string): string {
  return `&#${character.codePointAt(0)};`
}
