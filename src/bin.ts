#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { runCli } from './cli/main.js'
import { createTerminal } from './cli/terminal.js'

const { version }: { version: string } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
const registerFile = fileURLToPath(new URL('./register.cjs', import.meta.url))

runCli(process.argv.slice(2), { version, registerFile }, createTerminal(process)).then(exitCode => {
  process.exitCode = exitCode
})
