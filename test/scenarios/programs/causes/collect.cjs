// Keeps a million objects alive and asks for a collection. With --expose-gc.
const alive = Array.from({ length: 4e5 }, (_, id) => ({ id, tags: [id] }))

function collectAll() {
  for (let times = 0; times < 4; times++) global.gc()
  return summarize()
}

function summarize() {
  let total = 0
  for (const { id } of alive) total += id
  return total
}

setTimeout(() => {
  collectAll()
  setTimeout(() => alive.length, 100)
}, 300)
