/** Which driver blocks: the one asked for, else libpq where it loads, else a thread. */
import { SessionError } from '../error.ts'
import type { BlockingDriver } from './connection.ts'
import { nativeDriver } from './native.ts'
import { workerDriver } from './worker.ts'

const fallback =
  'notice: pg-native is not available; the blocking session runs through a worker thread (see docs/errors/NO_NATIVE_DRIVER.md)'

let noticed = false

/**
 * Picks the blocking driver.
 * @param wanted the driver to use, else RETORT_BLOCKING_DRIVER in `env`
 * @param notice takes one line, once a process, when neither says and pg-native does not load
 * @throws SessionError INVALID_OPTION (no driver has this name), NO_NATIVE_DRIVER (`native` was asked for and does not load)
 */
export function pickDriver(
  wanted?: 'native' | 'worker',
  env: NodeJS.ProcessEnv = process.env,
  notice: (line: string) => void = printNotice,
): BlockingDriver {
  const name = wanted ?? (env['RETORT_BLOCKING_DRIVER'] || undefined)
  if (name === undefined) return loadNative() ?? withNotice(notice)
  if (name === 'worker') return workerDriver
  if (name === 'native') return forcedNative()
  throw new SessionError(
    'INVALID_OPTION',
    `No blocking driver is called ${JSON.stringify(name)} (option driver, or RETORT_BLOCKING_DRIVER). Use native or worker.`,
  )
}

function forcedNative(): BlockingDriver {
  try {
    return nativeDriver()
  } catch (cause) {
    const message = `pg-native does not load. Install it with libpq's headers (libpq-dev) there, or use the driver 'worker'.`
    throw new SessionError('NO_NATIVE_DRIVER', message, { cause })
  }
}

function loadNative(): BlockingDriver | undefined {
  try {
    return nativeDriver()
  } catch {
    return undefined
  }
}

function withNotice(notice: (line: string) => void): BlockingDriver {
  if (!noticed) notice(fallback)
  noticed = true
  return workerDriver
}

function printNotice(line: string): void {
  process.stderr.write(`${line}\n`)
}
