// csv-parse: an upload parsed in a synchronous call.
import { parse } from 'csv-parse/sync'
import { scale } from '../support/scale.cjs'
import { repeatTimed } from '../support/truth.cjs'

const createUpload = rowCount => `id,name,note\n${'7,"Ada, L.",first\n'.repeat(rowCount)}`

function importRows(upload) {
  return parse(upload, { columns: true }) // BLOCK javascript|gc importRows
}

const upload = scale(importRows, createUpload, 500)
repeatTimed(() => importRows(upload))
