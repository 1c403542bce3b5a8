/** What an association can be told beside what Sequelize knows. */
import type { AssociationOptions as SequelizeAssociationOptions } from 'sequelize'
import type { Loading } from './core/loading.ts'

declare module 'sequelize/types/associations/base' {
  interface AssociationOptions {
    /** Deletes a child that leaves its parent's relation, where a session flushes (SQLAlchemy's `delete-orphan`). */
    cascade?: 'delete-orphan'
    /** How the relation is loaded where a read does not say (SQLAlchemy's `lazy=` of a relationship). */
    loading?: Loading
  }
}

/** Sequelize's options of an association, with `cascade` and `loading`. */
export type AssociationOptions = SequelizeAssociationOptions
