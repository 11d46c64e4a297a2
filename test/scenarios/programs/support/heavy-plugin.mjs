// A module whose own top-level code is slow. It times itself: while it is read the loop is free.
import { begin, wanderOff } from './truth.cjs'

const end = begin()
let total = 0
for (let i = 1; i < 1.3e7; i++) total += Math.sqrt(i) % 3
wanderOff(total)
end()

export { total }
