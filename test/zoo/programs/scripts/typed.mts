import { isPlanted, startClock } from '../clock.mjs'

interface Row {
  id: number
  name: string
}

type Sum = number

const rows: Row[] = Array.from({ length: 1000 }, (_, id) => ({ id, name: `row ${id}` }))
setTimeout(work, 50)

function work(): void {
  const sum: Sum = isPlanted() ? sumTyped(rows) : rows.length
  console.log(`${sum} rows`)
}

function sumTyped(of: Row[]): Sum {
  const isOver: () => boolean = startClock()
  let sum: Sum = 0
  while (!isOver()) for (let count = 0; count < 1_000_000; count++) sum += of.length // planted
  return sum
}
