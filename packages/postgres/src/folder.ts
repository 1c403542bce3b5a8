/** Where the embedded server keeps its things. */
import { closeSync, existsSync, mkdirSync, openSync, realpathSync, rmSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PostgresError } from './error.ts'

/** The paths inside a server's folder. */
export type Folder = {
  readonly path: string
  /** The cluster. */
  readonly data: string
  /** How to reach the keeper; there while it serves. */
  readonly server: string
  /** There while the server is to stay without anybody using it. */
  readonly pinned: string
  readonly log: string
}

/** The nearest folder above this package that holds the workspace. */
export function repositoryRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'pnpm-workspace.yaml'))) {
    const parent = dirname(folder)
    if (parent === folder) return process.cwd()
    folder = parent
  }
  return folder
}

/** The folder of the embedded server: RETORT_DATA, or `.retort/postgres` at the repository's root. */
export function defaultFolder(env: NodeJS.ProcessEnv = process.env): string {
  const wanted = env['RETORT_DATA']
  return wanted === undefined || wanted === '' ? join(repositoryRoot(), '.retort', 'postgres') : wanted
}

/** The paths in a folder, which need not be there yet. Two names of one folder give the same paths. */
export function folderAt(name: string): Folder {
  const path = settled(resolve(name))
  const inside = (name: string) => join(path, name)
  return {
    path,
    data: inside('data'),
    server: inside('server.json'),
    pinned: inside('pinned'),
    log: inside('log'),
  }
}

/**
 * Makes the folder, and sees that it can be written.
 * @throws PostgresError DATA_FOLDER
 */
export function makeFolder({ path, log }: Folder): void {
  const probe = join(path, `.probe-${process.pid}`)
  try {
    makeEach(path)
    closeSync(openSync(probe, 'w'))
    rmSync(probe)
    closeSync(openSync(log, 'a'))
  } catch (cause) {
    throw unusable(path, cause)
  }
}

/** What is said of a folder that the operating system does not let us use. */
export function unusable(path: string, cause: unknown): PostgresError {
  const { code } = cause as NodeJS.ErrnoException
  const says = `The folder ${path} cannot be used (${code}). Set RETORT_DATA to one that can be written.`
  return new PostgresError('DATA_FOLDER', says, { cause })
}

/** Folder by folder: node's own recursive mkdir never ends below /proc. */
function makeEach(path: string): void {
  if (existsSync(path)) return
  makeEach(dirname(path))
  try {
    mkdirSync(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}

/** A path without symbolic links, as far as it is there. */
function settled(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    const parent = dirname(path)
    return parent === path ? path : join(settled(parent), basename(path))
  }
}
