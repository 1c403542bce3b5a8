/* Runs one long step: on a terminal with a spinner and the seconds, else with a line; its output is shown only if it fails. */
'use strict'

const { spawn } = require('node:child_process')
const { environment, root } = require('./workspace.cjs')

const frames = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏'

/**
 * Runs a program.
 * @returns whether it ended well
 */
async function step(title, program, args, { mayFail = false } = {}) {
  const stop = begin(title)
  const { code, output } = await collect(program, args)
  stop()
  if (code === 0) return true
  if (mayFail) return false
  process.stderr.write(output)
  throw new Error(`${title} failed (${[program, ...args].join(' ')}).`)
}

function begin(title) {
  if (!process.stderr.isTTY) {
    process.stderr.write(`${title} …\n`)
    return () => undefined
  }
  const begun = Date.now()
  let turn = 0
  const timer = setInterval(() => {
    const seconds = Math.round((Date.now() - begun) / 1000)
    process.stderr.write(`\r${frames[turn++ % frames.length]} ${title} … ${seconds} s `)
  }, 100)
  return () => {
    clearInterval(timer)
    process.stderr.write('\r\x1B[2K')
  }
}

function collect(program, args) {
  const child = spawn(program, args, { cwd: root, env: environment(), stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data))
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: 1, output: `${error.message}\n` }))
    child.once('close', (code) => resolve({ code: code ?? 1, output }))
  })
}

module.exports = { step }
