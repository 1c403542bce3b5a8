/** The embedded server's cluster: made whole or not at all. */
import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Binaries } from './binaries.ts'
import { PostgresError } from './error.ts'
import type { Folder } from './folder.ts'
import type { Launch } from './unprivileged.ts'

/** The user and the main database of the embedded server. */
export const embeddedName = 'retort'

/**
 * The password of the cluster, which is made if it is not there. It is made under another name and renamed when it is
 * complete, so that whoever is killed in between leaves nothing that looks like one.
 * @throws PostgresError SERVER_FAILED with the last words of initdb
 */
export function ensureCluster(folder: Folder, binaries: Binaries, launch: Launch): string {
  if (!existsSync(folder.data)) make(folder, binaries, launch)
  sweep(folder)
  return readFileSync(passwordFile(folder.data), 'utf8')
}

function make(folder: Folder, binaries: Binaries, launch: Launch): void {
  const unfinished = `${folder.data}.${process.pid}`
  const password = randomBytes(24).toString('base64url')
  const passwords = `${unfinished}.password`
  rmSync(unfinished, { recursive: true, force: true })
  mkdirSync(unfinished, { mode: 0o700 })
  writeFileSync(passwords, password, { mode: 0o600 })
  own([unfinished, passwords], launch)
  initialise(binaries, unfinished, passwords, launch)
  rmSync(passwords)
  writeFileSync(passwordFile(unfinished), password, { mode: 0o600 })
  publish(unfinished, folder)
}

function initialise(binaries: Binaries, data: string, passwords: string, launch: Launch): void {
  const args = ['-D', data, '-U', embeddedName, `--pwfile=${passwords}`, '--auth=scram-sha-256', '--no-sync']
  const [command = '', ...rest] = [...launch.prefix, binaries.initdb, ...args, '--encoding=UTF8', '--locale=C']
  const { status, stderr, error } = spawnSync(command, rest, { ...launch.options, encoding: 'utf8' })
  if (status === 0) return
  const said = error?.message ?? stderr.trim().split('\n').at(-1) ?? ''
  throw new PostgresError('SERVER_FAILED', `initdb could not make a cluster in ${data}: ${said}`)
}

/** Whoever else was faster has made it. */
function publish(unfinished: string, folder: Folder): void {
  try {
    renameSync(unfinished, folder.data)
  } catch (error) {
    if (!existsSync(folder.data)) throw error
    rmSync(unfinished, { recursive: true, force: true })
  }
}

/** Removes what processes that are no more have left half made. */
function sweep(folder: Folder): void {
  for (const name of readdirSync(folder.path)) {
    const [, pid] = /^data\.(\d+)(?:\.password)?$/.exec(name) ?? []
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(folder.path, name), { recursive: true, force: true })
  }
}

/** Whether a process of this id lives. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function own(paths: readonly string[], { owner }: Launch): void {
  if (owner === undefined) return
  for (const path of paths) {
    chownSync(path, owner.uid, owner.gid)
    chmodSync(path, path.endsWith('.password') ? 0o600 : 0o700)
  }
}

function passwordFile(data: string): string {
  return join(data, 'retort-password')
}
