/* The commands of package.json's scripts: each is the set-up it needs and the program it hands on to. */
'use strict'

const { spawn } = require('node:child_process')
const { constants } = require('node:os')
const { join } = require('node:path')
const { environment, root } = require('./workspace.cjs')
const { setUp } = require('./set-up.cjs')

const node = process.execPath
const bin = (name) => join(root, 'node_modules', '.bin', name)
const cli = (name) => join(root, 'packages', name, 'dist', 'cli.js')
const turbo = ['run', 'demo', '--log-order=grouped', '--log-prefix=none']

/** By name: the program and its arguments, before those that the user gave. */
const programs = {
  build: undefined,
  bench: [node, [join(root, 'packages', 'benchmark', 'dist', 'bench.js')]],
  compare: [node, [join(root, 'packages', 'benchmark', 'dist', 'compare.js')]],
  db: [node, [cli('postgres')]],
  demo: [node, [cli('postgres'), 'run', '--', bin('turbo'), ...turbo]],
  migrate: [node, [cli('migrations')]],
  test: [bin('vitest'), ['run']],
}

/** Commands without any option of their own. */
const takesNothing = new Set(['build', 'demo'])

/** Sets up, runs a command, and ends as it ends. */
async function run(command, args) {
  if (command === undefined || !Object.hasOwn(programs, command)) {
    console.error(`error: unknown command "${command ?? ''}". There are ${Object.keys(programs).join(', ')}.`)
    process.exitCode = 2
    return
  }
  if (args.length > 0 && takesNothing.has(command)) {
    console.error(`error: "${command}" takes no arguments; it was given ${args.join(' ')}.`)
    process.exitCode = 2
    return
  }
  try {
    await setUp()
  } catch (error) {
    console.error(`error: ${error.message}`)
    process.exitCode = 1
    return
  }
  const program = programs[command]
  if (program !== undefined) process.exitCode = await perform(program[0], [...program[1], ...args])
}

/** Runs a program with our own input and output; signals that reach us alone are passed on. */
function perform(program, args) {
  const child = spawn(program, args, { cwd: root, stdio: 'inherit', env: environment() })
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal]))
  })
}

module.exports = { run }
