// Nothing to do for 1.5 s.
setTimeout(() => {}, 1500)
