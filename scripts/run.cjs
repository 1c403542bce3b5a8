#!/usr/bin/env node
/*
 * Every script of package.json comes through here: it sees that this Node will do, sets up what is missing, and hands on.
 * This file alone is written so that any Node can read it.
 */
'use strict'

var needed = [20, 19]

function isOldEnough(version) {
  var parts = version.split('.')
  var major = Number(parts[0])
  return major > needed[0] || (major === needed[0] && Number(parts[1]) >= needed[1])
}

if (isOldEnough(process.versions.node)) {
  require('./commands.cjs').run(process.argv[2], process.argv.slice(3))
} else {
  console.error(
    'error: Node.js ' +
      needed.join('.') +
      ' or newer is needed; this is ' +
      process.versions.node +
      '. Install it from your package manager, or with nvm.',
  )
  process.exitCode = 2
}
