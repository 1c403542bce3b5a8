/** The shop's tables, made from its models in a database of the test file's own. */
import { createStatements } from '@retort/model'
import { models } from '@retort/schema'
import { QueryTypes } from 'sequelize'
import { Sequelize } from 'sequelize-typescript'
import { afterAll } from 'vitest'
import { emptyDatabase } from '../../../../test/support/database.ts'

export type Shop = {
  readonly sequelize: Sequelize
  query(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]>
}

/** To be awaited once a file. */
export async function shop(): Promise<Shop> {
  const { url } = await emptyDatabase()
  const sequelize = new Sequelize(url, { logging: false, models: [...models] })
  afterAll(() => sequelize.close())
  for (const statement of createStatements(models)) await sequelize.query(statement)
  return { sequelize, query: (sql) => sequelize.query(sql, { type: QueryTypes.SELECT }) }
}
