module.exports = { cacheDirectory: process.env.ZOO_OUT, watchman: false }
