/** What Sequelize's own `findAll` gives for the same options: the measure of a session's reads. */
import type { Model, ModelStatic } from 'sequelize'
import { expect } from 'vitest'
import type { AnySession } from './worlds.ts'

/** Reads by a session and by Sequelize itself, expects the same rows in the same order, and gives them as plain values. */
export async function expectAlike(
  session: AnySession,
  model: ModelStatic<Model>,
  options: object = {},
): Promise<unknown[]> {
  await session.commit()
  const theirs = plain(await model.findAll(options))
  expect(plain(await session.findAll(model, options))).toEqual(theirs)
  return theirs
}

/** Rows as plain values: those of instances, or raw ones as they are. */
export function plain(rows: readonly unknown[]): unknown[] {
  return rows.map((row) => (typeof (row as Model).toJSON === 'function' ? (row as Model).toJSON() : row))
}
