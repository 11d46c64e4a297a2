// csv-parse: an upload parsed in a synchronous call.
import { parse } from 'csv-parse/sync'
import { again } from '../support/scale.cjs'
import { repeatTimed } from '../support/truth.cjs'

const createUpload = rowCount => `id,name,note\n${'7,"Ada, L.",first\n'.repeat(rowCount)}`

function importRows(upload) {
  return parse(upload, { columns: true }) // BLOCK javascript|gc importRows
}

const upload = createUpload(10_000)
repeatTimed(() => again(() => importRows(upload)))
