// fast-xml-parser: a feed parsed in a request's path.
import { XMLParser } from 'fast-xml-parser'
import { scale } from '../support/scale.cjs'
import { repeatTimed } from '../support/truth.cjs'

const createFeed = itemCount =>
  `<feed>${'<item id="7"><title>News</title><body>Text</body></item>'.repeat(itemCount)}</feed>`

function readFeed(feed) {
  return new XMLParser({ ignoreAttributes: false }).parse(feed) // BLOCK javascript|gc readFeed
}

const feed = scale(readFeed, createFeed, 200)
repeatTimed(() => readFeed(feed))
