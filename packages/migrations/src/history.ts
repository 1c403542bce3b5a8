/** The order of revisions: what each one revises decides, never the names of files. Pure and deterministic. */
import { basename } from 'node:path'
import { MigrationError } from './error.ts'
import type { Revision } from './revision.ts'

/** Revisions from the first to the head. */
export type History = readonly Revision[]

/**
 * Puts revisions in the order of their history, which has to be a line.
 * @throws MigrationError DUPLICATE_REVISION, UNKNOWN_REVISES, TWO_HEADS, CYCLE
 */
export function historyOf(revisions: readonly Revision[]): History {
  const byId = index(revisions)
  for (const revision of revisions) refuseUnknown(revision, byId)
  const head = headOf(revisions)
  if (head === undefined) return []
  const line = descend(head, byId)
  const base = line.at(-1)
  if (base?.revises !== null) throw cycle(line.slice(line.findIndex(({ id }) => id === base?.revises)))
  if (line.length < revisions.length) throw cycle(revisions.filter((revision) => !line.includes(revision)))
  return line.toReversed()
}

function index(revisions: readonly Revision[]): ReadonlyMap<string, Revision> {
  const byId = new Map<string, Revision>()
  for (const revision of revisions) {
    const other = byId.get(revision.id)
    if (other !== undefined) throw duplicate(other, revision)
    byId.set(revision.id, revision)
  }
  return byId
}

function duplicate(one: Revision, other: Revision): MigrationError {
  const files = `${basename(one.file)} and ${basename(other.file)}`
  return new MigrationError(
    'DUPLICATE_REVISION',
    `${files} both have the id ${one.id}. Give one of them another id.`,
  )
}

function refuseUnknown({ id, revises, file }: Revision, byId: ReadonlyMap<string, Revision>): void {
  if (revises === null || byId.has(revises)) return
  throw new MigrationError(
    'UNKNOWN_REVISES',
    `${basename(file)} (${id}) revises ${revises}, which is in no file. Restore that file or correct \`revises\`.`,
  )
}

function headOf(revisions: readonly Revision[]): Revision | undefined {
  const revised = new Set(revisions.map((revision) => revision.revises))
  const heads = revisions.filter((revision) => !revised.has(revision.id)).toSorted(byIdentity)
  if (heads.length > 1) throw twoHeads(heads)
  if (heads.length === 0 && revisions.length > 0) throw cycle(revisions)
  return heads[0]
}

function descend(head: Revision, byId: ReadonlyMap<string, Revision>): Revision[] {
  const line = [head]
  let below = byId.get(head.revises ?? '')
  while (below !== undefined && !line.includes(below)) {
    line.push(below)
    below = byId.get(below.revises ?? '')
  }
  return line
}

function twoHeads(heads: History): MigrationError {
  const named = heads.map(({ id, revises }) => `${id} (revises ${revises ?? 'nothing'})`).join(' and ')
  return new MigrationError(
    'TWO_HEADS',
    `This history has ${heads.length} heads: ${named}. Make it a line: let one of them revise the other.`,
  )
}

function cycle(revisions: readonly Revision[]): MigrationError {
  const named = revisions.toSorted(byIdentity).map(({ id, revises }) => `${id} revises ${revises}`)
  return new MigrationError(
    'CYCLE',
    `This history goes in a circle: ${named.join(', ')}. Correct one \`revises\`.`,
  )
}

function byIdentity(one: Revision, other: Revision): number {
  return one.id < other.id ? -1 : 1
}
