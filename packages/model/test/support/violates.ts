/** What Sequelize throws when a row violates a constraint, to be expected by the constraint's name. */
import { DatabaseError, ExclusionConstraintError, UniqueConstraintError } from 'sequelize'
import { expect } from 'vitest'

export const violates = {
  check: (constraint: string) => error(DatabaseError, constraint),
  exclusion: (constraint: string) => error(ExclusionConstraintError, constraint),
  /** ON DELETE RESTRICT has a code of its own since PostgreSQL 18, which Sequelize does not tell from other errors. */
  foreignKey: (constraint: string) => error(DatabaseError, constraint),
  unique: (constraint: string) => error(UniqueConstraintError, constraint),
} as const

function error(type: abstract new (...args: never[]) => Error, constraint: string): Error {
  const matcher: unknown = expect.toSatisfy(
    (thrown: Error & { readonly parent?: { readonly constraint?: string } }) =>
      thrown instanceof type && thrown.parent?.constraint === constraint,
  )
  return matcher as Error
}
