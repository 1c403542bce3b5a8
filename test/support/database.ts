/** A database for one test file: its own, and gone when the file is done. */
import { createDatabase } from '@retort/postgres'
import type { Database } from '@retort/postgres'
import { afterAll, inject } from 'vitest'

/** A clone of the migrated template: the shop's tables are there, and empty. */
export function testDatabase(): Promise<Database> {
  return open(inject('postgres').template)
}

/** A database with nothing in it. */
export function emptyDatabase(): Promise<Database> {
  return open(undefined)
}

async function open(template: string | undefined): Promise<Database> {
  const database = await createDatabase(inject('postgres'), {
    prefix: 'retort_test',
    ...(template === undefined ? {} : { template }),
  })
  afterAll(() => database[Symbol.asyncDispose]())
  return database
}
