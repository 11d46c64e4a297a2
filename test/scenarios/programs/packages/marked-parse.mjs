// marked: a long page of Markdown rendered in a request's path.
import { marked } from 'marked'
import { again } from '../support/scale.cjs'
import { repeatTimed } from '../support/truth.cjs'

const createPage = partCount =>
  '## Part\n\nSome *text* with `code` and a [link](https://example.com).\n\n- one\n- two\n\n'.repeat(partCount)

function renderPage(page) {
  return marked.parse(page) // BLOCK javascript|regexp|gc renderPage
}

const page = createPage(500)
repeatTimed(() => again(() => renderPage(page)))
