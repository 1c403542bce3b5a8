/** Finds revisions: imports the modules of a folder and checks what they export. */
import { readdir } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { MigrationError } from './error.ts'
import type { Revision } from './revision.ts'
import { parseRevision, stemOf } from './revision.ts'

/**
 * Where revisions are.
 * - `folder`: the modules to run, .js or .mjs
 * - `sources`: their TypeScript, where `create` writes; the folder itself when nothing is compiled
 */
export type Places = { readonly folder: string; readonly sources: string }

/**
 * Imports every revision of a folder, in no order that means anything. What a build left behind of a source that is gone
 * does not count.
 * @throws MigrationError NO_VERSIONS, NOT_BUILT, INVALID_REVISION
 */
export async function resolve({ folder, sources }: Places): Promise<readonly Revision[]> {
  const modules = (await list(folder)).filter((file) => /\.m?js$/.test(file))
  const written = (await list(sources)).filter((file) => /(?<!\.d)\.ts$/.test(file))
  refuseUnbuilt(written, modules)
  const stems = new Set(written.map(stemOf))
  const current = sources === folder ? modules : modules.filter((file) => stems.has(stemOf(file)))
  return Promise.all(current.map((file) => load(join(folder, file))))
}

async function list(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).toSorted()
  } catch (cause) {
    throw new MigrationError(
      'NO_VERSIONS',
      `There is no folder of revisions at ${folder}. Create it, or run "pnpm build".`,
      {
        cause,
      },
    )
  }
}

function refuseUnbuilt(written: readonly string[], modules: readonly string[]): void {
  const built = new Set(modules.map(stemOf))
  const unbuilt = written.find((file) => !built.has(stemOf(file)))
  if (unbuilt === undefined) return
  throw new MigrationError(
    'NOT_BUILT',
    `${unbuilt} has not been compiled, so it cannot run. Run "pnpm build" first.`,
  )
}

async function load(path: string): Promise<Revision> {
  return parseRevision(await importModule(path), path)
}

async function importModule(path: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await import(pathToFileURL(path).href)) as Readonly<Record<string, unknown>>
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.split('\n', 1)[0] : String(cause)
    const what = `${stemOf(path)}${extname(path)} cannot be imported: ${why}`
    throw new MigrationError('INVALID_REVISION', what, { cause })
  }
}
