/** The house as files: packages, what they import, what they declare. */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository's root. */
export const root = fileURLToPath(new URL('../..', import.meta.url))

/** The packages by their folder's name. */
export const packages = readdirSync(join(root, 'packages')).toSorted()

/** Files that git knows or would take, by path from the root. */
export function files(...patterns: readonly string[]): readonly string[] {
  const globs = patterns.map((pattern) => `:(glob)${pattern}`)
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '--deduplicate', '--', ...globs]
  const listed = execFileSync('git', args, { cwd: root, encoding: 'utf8' }).split('\n')
  return listed.filter((path) => path !== '' && exists(path)).toSorted()
}

/** A file's text. */
export function read(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

/** What a TypeScript file imports, types included, with whether it is for types only. */
export function importsOf(path: string): readonly { readonly from: string; readonly isType: boolean }[] {
  const source = read(path).replaceAll(/\/\*[\s\S]*?\*\//g, '')
  const statements = source.matchAll(
    /^(?:import|export)\s+(type\s)?[^'"]*?from\s+['"]([^'"]+)['"]|\bimport\(['"]([^'"]+)['"]\)/gm,
  )
  return [...statements].map(([, type, from, dynamic]) => ({
    from: from ?? dynamic ?? '',
    isType: type !== undefined,
  }))
}

/** A package's manifest. */
export function manifest(name: string): Manifest {
  return JSON.parse(read(`packages/${name}/package.json`)) as Manifest
}

export type Manifest = {
  readonly exports?: Readonly<Record<string, unknown>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

function exists(path: string): boolean {
  try {
    readFileSync(join(root, path))
    return true
  } catch {
    return false
  }
}
