/**
 * Keeps what Prisma's client needs to know of the schema, of all that `prisma generate` writes: its command line, which is not
 * among our packages, weighs 306 MB, and its types, of which little is used, 300 kB. To be run after `npx prisma@7.10.1 generate`.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'

const generated = new URL('generated/', import.meta.url)
const source = readFileSync(new URL('internal/class.ts', generated), 'utf8')

/** The object that the client is configured with, and the parts that are assigned to it as JSON. */
const config = JSON.parse(between('GetPrismaClientConfig = ', '\n}\n') + '}')
config.runtimeDataModel = JSON.parse(JSON.parse(between('runtimeDataModel = JSON.parse(', ')\n')))
config.parameterizationSchema = {
  strings: JSON.parse(JSON.parse(between('strings: JSON.parse(', '),\n'))),
  graph: JSON.parse(between('graph: ', '\n')),
}
writeFileSync(new URL('client.json', import.meta.url), `${JSON.stringify(config)}\n`)
rmSync(generated, { recursive: true })

function between(start, end) {
  const from = source.indexOf(start)
  const to = source.indexOf(end, from)
  if (from === -1 || to === -1)
    throw new Error(`Prisma writes its client otherwise than expected: no ${start}`)
  return source.slice(from + start.length, to)
}
