/** What an association can be told beside what Sequelize knows. */
import type { AssociationOptions as SequelizeAssociationOptions } from 'sequelize'

declare module 'sequelize/types/associations/base' {
  interface AssociationOptions {
    /** Deletes a child that leaves its parent's relation, where a session flushes (SQLAlchemy's `delete-orphan`). */
    cascade?: 'delete-orphan'
  }
}

/** Sequelize's options of an association, with `cascade`. */
export type AssociationOptions = SequelizeAssociationOptions
