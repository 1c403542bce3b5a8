/** What both engines hand to the core: the Sequelize instance whose dialect writes SQL and reads values. */
import type { Sequelize } from 'sequelize'
import type { Loading } from './loading.ts'
import type { QueryGenerator } from './sequelize.ts'
import { insideSequelize } from './sequelize.ts'

export type Core = {
  readonly sequelize: Sequelize
  readonly generator: QueryGenerator
  readonly timezone: string
  /** How relations are loaded of which neither a read nor a session says anything. */
  readonly loading: Loading | undefined
}

/** A core over a Sequelize instance of the PostgreSQL dialect. */
export function coreOf(sequelize: Sequelize, loading?: Loading): Core {
  const inner = insideSequelize(sequelize)
  return {
    sequelize,
    generator: inner.getQueryInterface().queryGenerator,
    timezone: inner.options.timezone,
    loading,
  }
}
