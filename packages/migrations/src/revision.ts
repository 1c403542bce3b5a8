/** One step of the history: a module that says what it revises and yields its SQL as data. */
import { basename, extname } from 'node:path'
import { MigrationError } from './error.ts'
import type { Statement } from './statement.ts'

/** A row as a statement returned it. */
export type Row = Readonly<Record<string, unknown>>

/** What `up` and `down` are: they yield statements, are handed the rows of each, and never wait. */
export type Statements = Generator<Statement, void, readonly Row[]>

/**
 * A revision as its file declares it.
 * - `id`: what it is called in the history and in records, as '0002'
 * - `revises`: the id of the revision below it, or null for the first
 * - `name`: what it does, for people
 * - `down`: how to take it back; a revision without it cannot be reverted
 */
export type Revision = {
  readonly id: string
  readonly revises: string | null
  readonly name: string
  readonly file: string
  readonly up: () => Statements
  readonly down?: () => Statements
}

/** The file's name without folder and ending: '0002_check_amounts'. */
export function stemOf(file: string): string {
  return basename(file, extname(file))
}

/**
 * Checks what a module exports.
 * @param file path of the module, told in errors
 * @throws MigrationError INVALID_REVISION
 */
export function parseRevision(exported: Readonly<Record<string, unknown>>, file: string): Revision {
  const { id, revises, name, up, down } = exported
  const wrong = (what: string) => new MigrationError('INVALID_REVISION', `${basename(file)} ${what}`)
  if (typeof id !== 'string' || id === '') throw wrong("exports no id. Add: export const id = '0001'")
  if (revises !== null && typeof revises !== 'string') {
    throw wrong(
      'does not say what it revises. Export revises: the id of the revision below, or null for the first.',
    )
  }
  if (!isGenerator(up)) throw wrong('exports no up. Add: export function* up() { … } that yields SQL.')
  if (down !== undefined && !isGenerator(down))
    throw wrong('exports a down that is no generator: write function* down().')
  const about = { id, revises, name: typeof name === 'string' ? name : spoken(file, id), file, up }
  return down === undefined ? about : { ...about, down }
}

function isGenerator(value: unknown): value is () => Statements {
  return typeof value === 'function' && Object.prototype.toString.call(value) === '[object GeneratorFunction]'
}

function spoken(file: string, id: string): string {
  const stem = stemOf(file)
  return (stem.startsWith(id) ? stem.slice(id.length) : stem).replaceAll('_', ' ').trim()
}
