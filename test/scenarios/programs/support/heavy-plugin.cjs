// A module whose own top-level code is slow.
let total = 0
for (let i = 1; i < 1.5e7; i++) total += Math.sqrt(i) % 3
exports.total = total
