// lodash: rows sorted by several of their properties.
import lodash from 'lodash'
import { again } from '../support/scale.cjs'
import { repeatTimed } from '../support/truth.cjs'

const createRows = count =>
  Array.from({ length: count }, (_, i) => ({ city: `c${i % 90}`, score: (i * 7919) % 10_007 }))

function rankRows(rows) {
  return lodash.sortBy(rows, ['city', 'score']) // BLOCK javascript|gc rankRows
}

const rows = createRows(20_000)
repeatTimed(() => again(() => rankRows(rows)))
