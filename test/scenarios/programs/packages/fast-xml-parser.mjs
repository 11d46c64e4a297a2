// fast-xml-parser: a feed parsed in a request's path.
import { XMLParser } from 'fast-xml-parser'
import { again } from '../support/scale.cjs'
import { repeatTimed } from '../support/truth.cjs'

const createFeed = itemCount =>
  `<feed>${'<item id="7"><title>News</title><body>Text</body></item>'.repeat(itemCount)}</feed>`

function readFeed(feed) {
  return new XMLParser({ ignoreAttributes: false }).parse(feed) // BLOCK javascript|gc readFeed
}

const feed = createFeed(2000)
repeatTimed(() => again(() => readFeed(feed)))
