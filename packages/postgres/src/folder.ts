/** Where the embedded server keeps its things. */
import { closeSync, existsSync, mkdirSync, openSync, rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PostgresError } from './error.ts'

/** The paths inside a server's folder. */
export type Folder = {
  readonly path: string
  /** The cluster. */
  readonly data: string
  /** How to reach the keeper; there while it serves. */
  readonly server: string
  /** The keeper's process id; there while it lives. */
  readonly keeper: string
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
  return wanted === undefined || wanted === '' ? join(repositoryRoot(), '.retort', 'postgres') : resolve(wanted)
}

export function folderAt(path: string): Folder {
  const inside = (name: string) => join(path, name)
  return {
    path,
    data: inside('data'),
    server: inside('server.json'),
    keeper: inside('keeper.pid'),
    pinned: inside('pinned'),
    log: inside('log'),
  }
}

/**
 * Makes the folder, and sees that it can be written.
 * @throws PostgresError DATA_FOLDER
 */
export function makeFolder({ path }: Folder): void {
  const probe = join(path, `.probe-${process.pid}`)
  try {
    makeEach(path)
    closeSync(openSync(probe, 'w'))
    rmSync(probe)
  } catch (cause) {
    throw new PostgresError(
      'DATA_FOLDER',
      `The folder ${path} cannot be written (${(cause as NodeJS.ErrnoException).code}). Set RETORT_DATA to one that can.`,
      { cause },
    )
  }
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
