export default { testDir: '.', outputDir: process.env.ZOO_OUT, workers: 2, reporter: 'line' }
