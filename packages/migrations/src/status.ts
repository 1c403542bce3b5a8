/** Where each revision stands. Pure. */
import type { State } from './plan.ts'
import { isEdited, missingOf } from './plan.ts'
import type { RevisionRecord } from './record.ts'
import type { Revision } from './revision.ts'

/** 'missing' is applied without a file; 'edited' emits other statements than it did; 'skipped' is pending below an applied one. */
export type Standing = 'applied' | 'pending' | 'skipped' | 'edited' | 'missing'

/** One revision of the history, or a record without one. */
export type Status = {
  readonly id: string
  readonly name: string
  readonly revises: string | null
  readonly appliedAt: Date | null
  readonly standing: Standing
}

/** Every revision from the first to the head, then the records that have no file. */
export function statusOf(state: State): readonly Status[] {
  const records = new Map(state.records.map((record) => [record.id, record]))
  const highest = state.history.findLastIndex(({ id }) => records.has(id))
  const known = state.history.map((revision, index) => {
    const { id, name, revises } = revision
    const record = records.get(id)
    const standing = standingOf(revision, record, index < highest)
    return { id, name, revises, appliedAt: record?.appliedAt ?? null, standing }
  })
  return [...known, ...missingOf(state).map(missing)]
}

function standingOf(revision: Revision, record: RevisionRecord | undefined, below: boolean): Standing {
  if (record === undefined) return below ? 'skipped' : 'pending'
  return isEdited(revision, record) ? 'edited' : 'applied'
}

function missing({ id, name, revises, appliedAt }: RevisionRecord): Status {
  return { id, name, revises, appliedAt, standing: 'missing' }
}
