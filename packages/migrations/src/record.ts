/** What the database remembers of a revision that was applied. */

/**
 * - `revises`: what was below it when it was applied
 * - `checksum`: of the statements it emitted, 64 hexadecimal digits
 * - `milliseconds`: how long it took
 */
export type RevisionRecord = {
  readonly id: string
  readonly name: string
  readonly revises: string | null
  readonly checksum: string
  readonly appliedAt: Date
  readonly milliseconds: number
}

/** Reads one row of the table of records. */
export function parseRecord(row: { readonly [column: string]: unknown }): RevisionRecord {
  const { id, name, revises, checksum, applied_at: appliedAt, milliseconds } = row
  return {
    id: String(id),
    name: String(name),
    revises: revises === null ? null : String(revises),
    checksum: String(checksum),
    appliedAt: appliedAt instanceof Date ? appliedAt : new Date(String(appliedAt)),
    milliseconds: Number(milliseconds),
  }
}
