#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { runCli } from './cli/run-cli.js'
import { createTerminal } from './cli/terminal.js'

const { version }: { version: string } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
const registerUrl = new URL('./register.js', import.meta.url).href

runCli(process.argv.slice(2), { version, registerUrl }, createTerminal(process)).then(exitCode => {
  process.exitCode = exitCode
})
