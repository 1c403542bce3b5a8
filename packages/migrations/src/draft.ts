/** A new revision as text: its file's name and what is in it. Pure. */
import type { History } from './history.ts'
import { MigrationError } from './error.ts'

/** 'ts' where revisions are compiled, 'mjs' where they run as they are. */
export type Language = 'ts' | 'mjs'

export type Draft = { readonly file: string; readonly source: string }

/**
 * Drafts the revision that comes on top of a history.
 * @param name what it does, in anybody's words; the file's name is made of it
 * @throws MigrationError INVALID_NAME when there is no letter and no digit in it
 */
export function draft(history: History, name: string, language: Language): Draft {
  const slug = slugOf(name)
  if (slug === '') {
    throw new MigrationError(
      'INVALID_NAME',
      `A revision's name needs a letter or a digit: ${JSON.stringify(name)} has none.`,
    )
  }
  const id = nextId(history)
  const spoken = name.replaceAll(/[\s\p{C}]+/gu, ' ').trim()
  const about = { id, name: spoken, revises: history.at(-1)?.id ?? null }
  return { file: `${id}_${slug}.${language}`, source: templates[language](about) }
}

/** Letters and digits of any script stay, accents go, everything else becomes one underscore; at most 60 characters. */
function slugOf(name: string): string {
  const plain = name.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase()
  const slug = plain.replaceAll(/[^\p{L}\p{N}]+/gu, '_')
  return [...slug.replace(/^_/, '')].slice(0, 60).join('').replace(/_$/, '')
}

function nextId(history: History): string {
  const numbers = history.map(({ id }) => (/^\d{1,9}$/.test(id) ? Number(id) : 0))
  return String(Math.max(history.length, ...numbers) + 1).padStart(4, '0')
}

type About = { readonly id: string; readonly name: string; readonly revises: string | null }

const templates: { readonly [language in Language]: (about: About) => string } = {
  ts: (about) => `${top(about, "import type { Statements } from '@retort/migrations'")}
export function* up(): Statements {
  // yield 'alter table …'; values are bound with the sql tag of @retort/migrations
}
${noDown(': Statements')}`,
  mjs: (about) => `${top(about, '')}
export function* up() {
  // yield 'alter table …'; values are bound with the sql tag of @retort/migrations
}
${noDown('')}`,
}

function top({ id, name, revises }: About, imports: string): string {
  const lines = [
    `/** ${name.replaceAll('*/', '* /').replace(/\.?$/, '.')} */`,
    ...(imports === '' ? [''] : [imports, '']),
    `export const id = ${quote(id)}`,
    `export const revises = ${revises === null ? 'null' : quote(revises)}`,
    `export const name = ${quote(name)}`,
    '',
  ]
  return lines.join('\n')
}

function noDown(returns: string): string {
  return `
// Until this is written, the revision cannot be reverted.
// export function* down()${returns} {
// }
`
}

/** As the formatter would write it: the mark that needs less escaping. */
function quote(text: string): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'"
  return `${mark}${text.replaceAll(/\\/g, '\\\\').replaceAll(mark, `\\${mark}`)}${mark}`
}
