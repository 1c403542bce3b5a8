/** `demo`: the blocking story on a database of its own. The one file of this package that prints errors and exits. */
import { createDatabase, openServer } from '@retort/postgres'
import { narrator, sample } from '@retort/story'
import { tellStory } from './story.ts'

try {
  await using server = await openServer()
  await using database = await createDatabase(server, { prefix: 'retort_sync_demo' })
  await tellStory({ url: database.url, narrator: narrator(), sample: sample() })
} catch (error) {
  fail(error)
}

/** What was expected (no server, no rights) takes one line and 2; a bug keeps its trace and takes 1. */
function fail(error: unknown): void {
  const { code, message, name, stack } = error as Error & { readonly code?: string }
  const expected = name === 'PostgresError' || name === 'SessionError' || name === 'MigrationError'
  process.stderr.write(expected ? `error: ${message} [${code}]\n` : `${stack}\n`)
  process.exitCode = expected ? 2 : 1
}
