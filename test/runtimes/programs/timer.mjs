// Blocks in a timer, once the loop turns.
setTimeout(() => {
  const startMs = performance.now()
  while (performance.now() - startMs < 200);
}, 200)
setTimeout(() => {}, 600)
