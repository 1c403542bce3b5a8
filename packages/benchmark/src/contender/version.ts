/** Which version of a library is installed. */
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

/**
 * `drizzle-orm 0.45.4`, as its package says; many packages hide their package.json from `require`.
 * @param from the file whose library it is
 */
export function versionOf(library: string, from: string = import.meta.url): string {
  const folders = createRequire(from).resolve.paths(library) ?? []
  const manifest = folders.map((folder) => join(folder, library, 'package.json')).find(existsSync)
  if (manifest === undefined) return library
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly version: string }
  return `${library} ${version}`
}
