/* Installs the workspace's packages with the pnpm that package.json pins, once for each state of the lockfile. */
'use strict'

const { createHash } = require('node:crypto')
const { existsSync, readdirSync, readFileSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')
const { ensurePgConfig } = require('./pg-config.cjs')
const { checkNative } = require('./native.cjs')
const { step } = require('./progress.cjs')
const { root } = require('./workspace.cjs')

/** Says what was installed; written last, so that an install that was killed does not count. */
const stamp = join(root, 'node_modules', '.set-up')

/** Whether the packages that are there are those that the lockfile names. */
function isInstalled() {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted()
}

/** Installs. */
async function install() {
  await ensurePgConfig()
  const [program, ...args] = pnpm()
  const flags = ['install', '--frozen-lockfile', '--config.confirmModulesPurge=false']
  await step('Installing packages', program, [...args, ...flags])
  await checkNative()
  writeFileSync(stamp, wanted())
}

/** The workspace's own pnpm where it is there, else the same version through npm. */
function pnpm() {
  const own = join(root, 'node_modules', 'pnpm', 'bin', 'pnpm.cjs')
  if (existsSync(own)) return [process.execPath, own]
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  return [npm, 'exec', '--yes', `--package=${packageManager}`, '--', 'pnpm']
}

function wanted() {
  const hash = createHash('sha256')
  const packages = readdirSync(join(root, 'packages')).toSorted()
  const manifests = packages.map((name) => join('packages', name, 'package.json'))
  for (const file of ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml', ...manifests]) {
    const path = join(root, file)
    if (existsSync(path)) hash.update(readFileSync(path))
  }
  return `${process.platform}-${process.arch}-${process.versions.modules} ${hash.digest('hex')}\n`
}

module.exports = { install, isInstalled, pnpm }
