/** Rows of third tables, written for relations through them: a flush inserts and deletes them by their two keys. */
import type { Model } from 'sequelize'
import { rowKey } from '../core/identity-map.ts'
import { recordOf } from '../core/record.ts'
import { isRead, relationValue } from '../core/relation-values.ts'
import type { Relation } from '../core/relation.ts'
import { relationsOf } from '../core/relation.ts'
import type { ModelClass } from '../core/sequelize.ts'
import { inside, insideInstance } from '../core/sequelize.ts'
import type { SessionState } from '../core/state.ts'
import type { Step } from '../core/step.ts'
import { send } from '../core/transaction.ts'
import { storedValue } from '../core/changes.ts'
import { deleteRowsStatement } from '../write/delete.ts'
import { insertStatements, rowOf } from '../write/insert.ts'
import type { CollectionChange } from './collections.ts'
import { instancesIn } from './relation-keys.ts'
import { staleRows } from './stale.ts'

type Link = { readonly parent: Model; readonly child: Model; readonly relation: Relation }
type Row = Readonly<Record<string, unknown>>

/** The links that one flush makes and breaks. */
export class Links {
  readonly #made: Link[] = []
  readonly #broken: Link[] = []
  /** Parents that go with all their links. */
  readonly #severed: { readonly relation: Relation; readonly parents: readonly Model[] }[] = []

  get isEmpty(): boolean {
    return this.#made.length + this.#broken.length + this.#severed.length === 0
  }

  /** Takes in what became of one collection. The other side's collection follows, where it was read. */
  note({ parent, relation, joined, left }: CollectionChange): void {
    const other = oppositeOf(relation)
    for (const child of joined) {
      this.#made.push({ parent, child, relation })
      if (other !== undefined) follow(child, other, parent, true)
    }
    for (const child of left) {
      this.#broken.push({ parent, child, relation })
      if (other !== undefined) follow(child, other, parent, false)
    }
  }

  /** Takes in parents whose links all go. */
  sever(relation: Relation, parents: readonly Model[]): void {
    this.#severed.push({ relation, parents })
  }

  /** Sends the rows of new links, when both ends are there. */
  *insert(session: SessionState): Step<void> {
    for (const [model, rows] of byModel(this.#made, heldValue)) {
      const stamped = rows.map((row) => rowOf(model, row))
      for (const statement of insertStatements(session.core, model, stamped, { returning: false }))
        yield* send(session, statement)
      session.expire(model)
    }
  }

  /** Deletes the rows of broken links; before anything is inserted, since a row may be gone and come again. */
  *remove(session: SessionState): Step<void> {
    for (const [model, rows] of byModel(this.#broken, storedValue)) {
      const { count } = yield* send(session, deleteRowsStatement(session.core, model, rows))
      if (count < rows.length)
        throw staleRows(session, model, 'deleted', { expected: rows.length, met: count })
      forget(session, model, rows)
    }
    for (const { relation, parents } of this.#severed) {
      const { through, key } = relation
      if (through === undefined) continue
      const rows = parents.map((parent) => ({ [through.key]: storedValue(parent, key) }))
      yield* send(session, deleteRowsStatement(session.core, through.model, rows))
    }
  }
}

/** Lets objects forget the links of rows that are gone: the other ends that hold them, and what stands for links itself. */
export function forgetLinks(session: SessionState, relation: Relation, ends: readonly Model[]): void {
  const { through, key, target } = relation
  if (through === undefined) return
  const gone = new Set(ends)
  const keys = new Set(ends.map((end) => String(insideInstance(end).dataValues[key])))
  for (const link of session.identities.of(through.model)) {
    if (!keys.has(String(insideInstance(link).dataValues[through.key]))) continue
    session.remember(link)
    session.release(link)
  }
  const other = oppositeOf(relation)
  if (other === undefined) return
  for (const holder of session.identities.of(target)) {
    const held = relationValue(holder, other.name)
    const rest = instancesIn(held).filter((each) => !gone.has(each))
    if (!Array.isArray(held) || rest.length === held.length) continue
    session.remember(holder)
    held.splice(0, Infinity, ...rest)
    session.settled(holder, other.name)
  }
}

/** The same third table seen from the other side, where that declares it. */
function oppositeOf({ through, target, source }: Relation): Relation | undefined {
  return [...relationsOf(target).values()].find(
    (other) =>
      other.target.name === source.name &&
      other.through?.model.name === through?.model.name &&
      other.through?.key === through?.targetKey &&
      other.through?.targetKey === through?.key,
  )
}

function follow(child: Model, { name }: Relation, parent: Model, isMade: boolean): void {
  if (!isRead(child, name)) return
  const held = relationValue(child, name) as Model[]
  const index = held.indexOf(parent)
  if (isMade && index === -1) held.push(parent)
  if (!isMade && index !== -1) held.splice(index, 1)
  const baselines = recordOf(child).rare?.baselines
  if (baselines?.has(name) === true) baselines.set(name, [...held])
}

/** The rows of links by the table they are in, each once: both sides may tell of the same. */
function byModel(
  links: readonly Link[],
  valueOf: typeof storedValue,
): ReadonlyMap<ModelClass, readonly Row[]> {
  const tables = new Map<ModelClass, Map<string, Row>>()
  for (const { parent, child, relation } of links) {
    const { through, key, targetKey } = relation
    if (through === undefined) continue
    const ends = {
      [through.key]: valueOf(parent, key),
      [through.targetKey]: valueOf(child, targetKey),
    }
    const names = [through.key, through.targetKey].toSorted()
    const rows = tables.get(through.model) ?? new Map<string, Row>()
    tables.set(through.model, rows.set(rowKey(names.map((name) => ends[name])), ends))
  }
  return new Map([...tables].map(([model, rows]) => [model, [...rows.values()]]))
}

function heldValue(instance: Model, name: string): unknown {
  return insideInstance(instance).dataValues[name]
}

/** Objects of third tables' rows that are gone. */
function forget(session: SessionState, model: ModelClass, rows: readonly Row[]): void {
  const names = inside(model).primaryKeyAttributes
  for (const row of rows) {
    if (!names.every((name) => name in row)) continue
    const known = session.identities.find(model, rowKey(names.map((name) => row[name])))
    if (known === undefined) continue
    session.remember(known)
    session.release(known)
  }
}
