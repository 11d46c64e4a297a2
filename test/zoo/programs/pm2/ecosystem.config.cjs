module.exports = { apps: [{ name: 'zoo', script: './server.cjs', cwd: __dirname, wait_ready: true, instances: 1 }] }
