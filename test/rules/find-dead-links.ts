/** A page of the repository. */
export interface Page {
  /** From the root of the repository, with `/`. */
  path: string
  markdown: string
}

const FENCE = /^```.*?^```/gms
const LINK = /\[[^\]]*\]\((?<target>[^)\s]+)\)/g
const HEADING = /^#{1,6} +(?<text>.+)$/gm

/**
 * The relative links of pages that lead nowhere: to no file, or to no heading of a page.
 *
 * @param pages all pages that may be linked
 * @param isFile whether a path from the root of the repository is a file
 * @returns a sentence for each, empty when all are right
 */
export function findDeadLinks(pages: Page[], isFile: (path: string) => boolean): string[] {
  const anchors = new Map(pages.map(page => [page.path, readAnchors(page)]))
  return pages.flatMap(page =>
    readLinks(page).flatMap(target => {
      const { path, anchor } = resolveLink(target, page.path)
      if (!isFile(path)) return `${page.path} links ${target}: no such file`
      if (anchor !== '' && !anchors.get(path)?.has(anchor)) return `${page.path} links ${target}: no such heading`
      return []
    }),
  )
}

/** The pages among `pages` that no other of them links. */
export function findUnlinked(pages: Page[]): string[] {
  const linked = new Set(
    pages.flatMap(page =>
      readLinks(page).flatMap(target => {
        const { path } = resolveLink(target, page.path)
        return path === page.path ? [] : path
      }),
    ),
  )
  return pages.map(page => page.path).filter(path => !linked.has(path))
}

function readLinks({ markdown }: Page): string[] {
  const targets = [...markdown.replaceAll(FENCE, '').matchAll(LINK)].map(({ groups }) => groups?.target ?? '')
  return targets.filter(target => !/^\w+:/.test(target))
}

function resolveLink(target: string, from: string): { path: string; anchor: string } {
  const { pathname, hash } = new URL(target, `file:///${from}`)
  return { path: decodeURIComponent(pathname.slice(1)), anchor: decodeURIComponent(hash.slice(1)) }
}

/** As GitHub makes them of headings. */
function readAnchors({ markdown }: Page): Set<string> {
  const headings = [...markdown.replaceAll(FENCE, '').matchAll(HEADING)].map(({ groups }) => groups?.text ?? '')
  return new Set(
    headings.map(text =>
      text
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  )
}
