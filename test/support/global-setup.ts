/** One server for the whole run, and a migrated database on it for every test file to clone. */
import { createDatabase, openServer } from '@retort/postgres'
import type { TestProject } from 'vitest/node'
import { fileURLToPath } from 'node:url'

declare module 'vitest' {
  interface ProvidedContext {
    /** The server's main database, and the name of the migrated template. */
    readonly postgres: { readonly url: string; readonly template: string }
  }
}

type Opened = {
  readonly postgres: { readonly url: string; readonly template: string }
  close(): Promise<void>
}

/** Every project of a run shares the first one's server. */
let opened: Promise<Opened> | undefined
let users = 0

/** Called by vitest before the tests of each project; what it returns is called after them. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  users += 1
  opened ??= open()
  const { postgres, close } = await opened
  project.provide('postgres', postgres)
  return async () => {
    users -= 1
    if (users === 0) await close()
  }
}

async function open(): Promise<Opened> {
  const folder = fileURLToPath(new URL('../../.retort/test', import.meta.url))
  const server = await openServer({ folder, durable: false })
  const template = await createDatabase(server, { prefix: 'retort_template' })
  await migrate(template.url)
  const close = async () => {
    await template[Symbol.asyncDispose]()
    await server[Symbol.asyncDispose]()
  }
  return { postgres: { url: server.url, template: template.name }, close }
}

async function migrate(url: string): Promise<void> {
  const [{ createEngine }, { createMigrator }, { models }] = await Promise.all([
    import('@retort/session/async'),
    import('@retort/migrations'),
    import('@retort/schema'),
  ])
  await using engine = createEngine({ url, models })
  await createMigrator({ engine }).up()
}
