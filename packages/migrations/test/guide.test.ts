import { access, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { bench } from './support/bench.ts'
import type { Files } from './support/versions.ts'

const root = join(import.meta.dirname, '../../..')
const publicName = import.meta.resolve('@retort/migrations')

/** The shop's compiled revisions, fit to be run from another folder. */
async function shop(): Promise<Files> {
  const folder = join(import.meta.dirname, '../dist/versions')
  const names = (await readdir(folder)).filter((file) => /^000[12]_.*\.js$/.test(file))
  const sources = await Promise.all(names.map((file) => readFile(join(folder, file), 'utf8')))
  return Object.fromEntries(
    names.map((file, index) => [file.replace(/js$/, 'mjs'), relocated(sources[index] ?? '')]),
  )
}

function relocated(source: string): string {
  return source
    .replace(/^\/\/# sourceMappingURL.*/m, '')
    .replaceAll("'@retort/migrations'", JSON.stringify(publicName))
}

/** The first revision that the guide shows, without its types. */
async function shown(): Promise<string> {
  const guide = await readFile(join(root, 'docs/migrations.md'), 'utf8')
  const [, source = ''] = /```ts\n([^`]*sql`[\s\S]*?)```\n/.exec(guide) ?? []
  return relocated(source.replace(/^import type .*\n/m, '').replaceAll(': Statements', ''))
}

it('the revision that the guide shows runs up and down on top of the shop', async () => {
  const { migrator, query } = await bench({ ...(await shop()), '0003_guide.mjs': await shown() })
  await migrator.up({ to: '0002' })
  await query(
    "insert into users (telegram_id, full_name, language_code) values (1, 'Ada', 'en'), (2, 'Émile', 'fr')",
  )
  await migrator.up()
  expect(await query('select full_name, shouted_name from users order by telegram_id')).toEqual([
    { full_name: 'Ada', shouted_name: 'ADA' },
    { full_name: 'Émile', shouted_name: 'ÉMILE' },
  ])
  await migrator.down()
  expect(await query('select * from users where telegram_id = 1')).not.toMatchObject([
    { shouted_name: 'ADA' },
  ])
})

it('every code of an error has a page', async () => {
  const declared = await readFile(join(import.meta.dirname, '../dist/error.d.ts'), 'utf8')
  const codes = [...declared.matchAll(/'([A-Z_]+)'/g)].map(([, code]) => code)
  expect(codes.length).toBeGreaterThan(15)
  for (const code of codes) await access(join(root, `docs/errors/${code}.md`))
})
