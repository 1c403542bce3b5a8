/** The embedded server's cluster: made whole or not at all, and removed in the same way. */
import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import type { Binaries } from './binaries.ts'
import { PostgresError } from './error.ts'
import type { Folder } from './folder.ts'
import type { Launch } from './unprivileged.ts'

/** The user and the main database of the embedded server. */
export const embeddedName = 'retort'

/**
 * The password of the cluster, which is made if it is not there. It is made under another name and renamed when it is
 * complete, so that whoever is killed in between leaves nothing that looks like one. Only the keeper in charge may call it.
 * @param durable whether it is to survive a power cut right away, which takes a second longer
 * @throws PostgresError SERVER_FAILED with the last words of initdb; DATA_FOLDER where something else is in the way
 */
export function ensureCluster(folder: Folder, binaries: Binaries, launch: Launch, durable: boolean): string {
  sweep(folder)
  if (!existsSync(folder.data)) make(folder, binaries, launch, durable)
  return passwordOf(folder)
}

/** Removes the cluster; killed half way, it leaves nothing that looks like one. */
export function removeCluster(folder: Folder): void {
  if (existsSync(folder.data)) renameSync(folder.data, unfinishedName(folder))
  sweep(folder)
}

function make(folder: Folder, binaries: Binaries, launch: Launch, durable: boolean): void {
  const unfinished = unfinishedName(folder)
  const password = randomBytes(24).toString('base64url')
  const passwords = `${unfinished}.password`
  mkdirSync(unfinished, { mode: 0o700 })
  writeFileSync(passwords, password, { mode: 0o600 })
  own([unfinished, passwords], launch)
  initialise(folder, launch, [
    binaries.initdb,
    '-D',
    unfinished,
    `--pwfile=${passwords}`,
    ...syncing(durable),
  ])
  rmSync(passwords)
  writeFileSync(passwordFile(unfinished), password, { mode: 0o600 })
  renameSync(unfinished, folder.data)
}

function syncing(durable: boolean): readonly string[] {
  return durable ? [] : ['--no-sync']
}

function initialise({ path }: Folder, launch: Launch, program: readonly string[]): void {
  const [command = '', ...args] = [
    ...launch.prefix,
    ...program,
    `--username=${embeddedName}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
  ]
  const { status, stderr, error } = spawnSync(command, args, {
    ...launch.options,
    cwd: path,
    encoding: 'utf8',
  })
  if (status === 0) return
  const said = error?.message ?? stderr.match(/error: .*/)?.[0] ?? stderr.trim()
  throw new PostgresError('SERVER_FAILED', `initdb could not make a cluster in ${path}: ${said}`)
}

function passwordOf({ data }: Folder): string {
  try {
    return readFileSync(passwordFile(data), 'utf8')
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    const says = `${data} is no cluster of ours that can be read (${code}). Move it away, or set RETORT_DATA to another folder.`
    throw new PostgresError('DATA_FOLDER', says, { cause })
  }
}

/** Removes what was left half made or half removed. An initdb whose keeper was killed may still write there. */
function sweep({ path, data }: Folder): void {
  const begin = `${basename(data)}.`
  for (const name of readdirSync(path).filter((name) => name.startsWith(begin)))
    rmSync(join(path, name), { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
}

function own(paths: readonly string[], { owner }: Launch): void {
  if (owner === undefined) return
  for (const path of paths) chownSync(path, owner.uid, owner.gid)
}

function unfinishedName({ data }: Folder): string {
  return `${data}.${randomBytes(6).toString('hex')}`
}

function passwordFile(data: string): string {
  return join(data, 'retort-password')
}
