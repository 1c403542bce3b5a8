/** PostgreSQL refuses to run as root, so where we are root it runs as nobody. */
import { spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { dirname } from 'node:path'
import { PostgresError } from './error.ts'

/** How a program is started: as it is, with another user's id, or through a program that changes it. */
export type Launch = {
  readonly prefix: readonly string[]
  readonly options: { readonly uid?: number; readonly gid?: number }
  /** Who must own the cluster; undefined where that is ourselves. */
  readonly owner: { readonly uid: number; readonly gid: number } | undefined
}

/**
 * Says how to start PostgreSQL.
 * @param paths what it must be able to reach. Nobody can enter a folder that only root may, such as a checkout below
 * /root: there the process keeps the capability to pass closed doors, and nothing else of root's.
 * @throws PostgresError DATA_FOLDER where neither way is open
 */
export function launchFor(paths: readonly string[]): Launch {
  if (process.getuid?.() !== 0) return { prefix: [], options: {}, owner: undefined }
  const owner = { uid: idOf('-u'), gid: idOf('-g') }
  const closed = paths.flatMap(foldersAbove).find((folder) => !isOpen(folder))
  if (closed === undefined) return { prefix: [], options: owner, owner }
  const prefix = setpriv(owner)
  if (spawnSync(prefix[0] ?? '', [...prefix.slice(1), 'true']).status === 0)
    return { prefix, options: {}, owner }
  throw new PostgresError(
    'DATA_FOLDER',
    `PostgreSQL does not run as root, and the user nobody cannot enter ${closed}. Run "chmod o+x ${closed}", or work elsewhere.`,
  )
}

function setpriv({ uid, gid }: { readonly uid: number; readonly gid: number }): readonly string[] {
  const capabilities = '+dac_override,+dac_read_search'
  return [
    'setpriv',
    `--reuid=${uid}`,
    `--regid=${gid}`,
    '--clear-groups',
    `--inh-caps=${capabilities}`,
    // Without it access(2) forgets the capabilities of a user who is not root, and initdb asks by it for its programs.
    '--securebits=+no_setuid_fixup',
    `--ambient-caps=${capabilities}`,
    '--',
  ]
}

function idOf(flag: '-u' | '-g'): number {
  const { stdout } = spawnSync('id', [flag, 'nobody'], { encoding: 'utf8' })
  const id = Number.parseInt(stdout, 10)
  return Number.isNaN(id) ? 65_534 : id
}

function foldersAbove(path: string): readonly string[] {
  const parent = dirname(path)
  return parent === path ? [path] : [parent, ...foldersAbove(parent)]
}

function isOpen(folder: string): boolean {
  return (statSync(folder).mode & 0o001) !== 0
}
