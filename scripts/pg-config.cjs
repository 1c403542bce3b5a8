/* The native PostgreSQL client is compiled against libpq, whose headers `pg_config` finds. */
'use strict'

const { spawnSync } = require('node:child_process')
const { existsSync } = require('node:fs')
const { step } = require('./progress.cjs')

/** Sees to `pg_config`: installs it where we may, else says in one line what to run. Without it the rest works too. */
async function ensurePgConfig() {
  if (isThere('pg_config')) return
  if (process.getuid?.() === 0 && isThere('apt-get')) {
    const apt = ['install', '-y', '--no-install-recommends', 'libpq-dev']
    process.env.DEBIAN_FRONTEND ??= 'noninteractive'
    if (await step('Installing libpq-dev', 'apt-get', apt, { mayFail: true })) return
    await step('Updating the package lists', 'apt-get', ['update'], { mayFail: true })
    if (await step('Installing libpq-dev', 'apt-get', apt, { mayFail: true })) return
  }
  console.error(
    `notice: pg_config is not here, so blocking sessions will wait for a worker thread. For the faster native client run: ${advice()}`,
  )
}

function isThere(program) {
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined
}

function advice() {
  const again = '&& rm node_modules/.set-up'
  if (process.platform === 'darwin') return `brew install libpq && brew link --force libpq ${again}`
  if (existsSync('/etc/fedora-release')) return `sudo dnf install libpq-devel ${again}`
  if (existsSync('/etc/alpine-release')) return `sudo apk add libpq-dev ${again}`
  return `sudo apt-get install libpq-dev ${again}`
}

module.exports = { ensurePgConfig }
