/** Which driver a blocking engine uses: what was asked for, else libpq where it loads, else a thread. */
import { SessionError } from '../error.ts'
import type { BlockingDriver } from './connection.ts'
import { loadNative } from './native.ts'
import { worker } from './worker.ts'

type Name = BlockingDriver['name']

let noticed = false

/**
 * Picks a driver.
 * @param wanted a driver by name; else RETORT_BLOCKING_DRIVER says, else the machine
 * @param notice told once a process that the native driver is not there
 * @throws SessionError INVALID_OPTION, NO_NATIVE_DRIVER
 */
export function pickDriver(wanted?: Name, env: NodeJS.ProcessEnv = process.env, notice = toStderr): BlockingDriver {
  const name = wanted ?? fromEnvironment(env)
  if (name === 'worker') return worker
  const native = loadNative()
  if (native !== undefined) return native
  if (name === 'native') {
    throw new SessionError(
      'NO_NATIVE_DRIVER',
      'pg-native is not installed or does not load. Install libpq with its headers and reinstall, or use the worker driver.',
    )
  }
  if (!noticed) notice('notice: pg-native does not load here; blocking sessions wait for a worker thread instead')
  noticed = true
  return worker
}

function fromEnvironment(env: NodeJS.ProcessEnv): Name | undefined {
  const value = env['RETORT_BLOCKING_DRIVER']
  if (value === undefined || value === '') return undefined
  if (value === 'native' || value === 'worker') return value
  throw new SessionError('INVALID_OPTION', 'RETORT_BLOCKING_DRIVER is neither "native" nor "worker".')
}

function toStderr(line: string): void {
  process.stderr.write(`${line}\n`)
}
