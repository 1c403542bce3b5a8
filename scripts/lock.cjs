/* One set-up at a time: a file that names who is at it; one whose maker is gone is nobody's. */
'use strict'

const { mkdirSync, readFileSync, rmSync, writeFileSync } = require('node:fs')
const { dirname, join } = require('node:path')
const { setTimeout: sleep } = require('node:timers/promises')
const { root } = require('./workspace.cjs')

const path = join(root, '.retort', 'set-up.lock')

/** Runs something while nobody else does. */
async function alone(run, file = path) {
  mkdirSync(dirname(file), { recursive: true })
  while (!take(file)) await sleep(100)
  try {
    return await run()
  } finally {
    rmSync(file, { force: true })
  }
}

function take(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (error.code !== 'EEXIST')
      throw new Error(`${file} cannot be written (${error.code}).`, { cause: error })
  }
  if (!isHeld(file)) rmSync(file, { force: true })
  return false
}

/** A file without a number may be just being written: it is its maker's for a moment. */
function isHeld(file) {
  try {
    const pid = Number(readFileSync(file, 'utf8'))
    if (pid > 0) process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

module.exports = { alone }
