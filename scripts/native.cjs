/* Sees that the native client loads: a compilation that was killed half way is done again. */
'use strict'

const { spawnSync } = require('node:child_process')
const { join } = require('node:path')
const { step } = require('./progress.cjs')
const { root } = require('./workspace.cjs')

const program = `
  const { createRequire } = require('node:module')
  createRequire(require.resolve('pg-native'))('libpq')
`

/** Tries to load it; where it does not, compiles it once more, and says in one line if that did not help. */
async function checkNative() {
  if (loads()) return
  const pnpm = join(root, 'node_modules', 'pnpm', 'bin', 'pnpm.cjs')
  await step('Compiling the native client', process.execPath, [pnpm, 'rebuild', 'libpq'], { mayFail: true })
  if (loads()) return
  console.error(
    'notice: the native client does not load; blocking sessions will wait for a worker thread instead',
  )
}

function loads() {
  const { status } = spawnSync(process.execPath, ['-e', program], {
    cwd: join(root, 'packages', 'session'),
    stdio: 'ignore',
  })
  return status === 0
}

module.exports = { checkNative }
