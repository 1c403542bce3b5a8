/** `demo`: the blocking story on a database of its own. The one file of this package that prints errors and exits. */
import { createDatabase, openServer } from '@retort/postgres'
import { ending, narrator, sample } from '@retort/story'
import { tellStory } from './story.ts'

try {
  await using server = await openServer()
  await using database = await createDatabase(server, { prefix: 'retort_sync_demo' })
  const teller = narrator()
  teller.title('The blocking story')
  await tellStory({ url: database.url, narrator: teller, sample: sample() })
} catch (error) {
  const { text, exitCode } = ending(error)
  process.stderr.write(`${text}\n`)
  process.exitCode = exitCode
}
