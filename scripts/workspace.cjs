/* Where the workspace is, and what the programs in it are told. */
'use strict'

const { delimiter, dirname, join } = require('node:path')

const root = dirname(__dirname)

/** Our environment, with the workspace's own programs first and without anybody calling home. */
function environment() {
  return {
    ...process.env,
    ...(process.stdout.isTTY && process.env.NO_COLOR === undefined ? { FORCE_COLOR: '1' } : {}),
    PATH: [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter),
    DO_NOT_TRACK: '1',
    TURBO_TELEMETRY_DISABLED: '1',
    TURBO_NO_UPDATE_NOTIFIER: '1',
  }
}

module.exports = { environment, root }
