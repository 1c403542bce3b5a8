/* What a fresh clone lacks: packages, the native addon, the build. What is there already is left alone. */
'use strict'

const { existsSync, mkdirSync, rmSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')
const { install, isInstalled } = require('./install.cjs')
const { alone } = require('./lock.cjs')
const { step } = require('./progress.cjs')
const { root } = require('./workspace.cjs')

/** There while a build is going on: one that was killed is made anew from the ground. */
const building = join(root, '.retort', 'building')

/** Makes the workspace ready to run. */
async function setUp() {
  await alone(async () => {
    if (!isInstalled()) await install()
    await build()
  })
}

async function build() {
  const wasKilled = existsSync(building)
  mkdirSync(join(root, '.retort'), { recursive: true })
  writeFileSync(building, '')
  const tsc = join(root, 'node_modules', '.bin', 'tsc')
  const isFirst = !existsSync(join(root, 'packages', 'migrations', 'dist', 'cli.js'))
  await compile(tsc, ['-b', ...(wasKilled ? ['--force'] : [])], isFirst || wasKilled)
  rmSync(building, { force: true })
}

/** A build that changes nothing is quick, and says nothing. */
async function compile(tsc, args, isLong) {
  if (isLong) return step('Building', tsc, args)
  const { spawnSync } = require('node:child_process')
  const { status, stdout, stderr } = spawnSync(tsc, args, { cwd: root, encoding: 'utf8' })
  if (status === 0) return true
  process.stderr.write(`${stdout}${stderr}`)
  throw new Error('The build failed.')
}

module.exports = { setUp }
