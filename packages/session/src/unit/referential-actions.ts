/** What ON DELETE really says in the database, which may be something else than what the models say. */
import type { Core } from '../core/core.ts'
import type { Relation } from '../core/relation.ts'
import type { ModelClass } from '../core/sequelize.ts'
import { attributeOf } from '../core/sequelize.ts'
import type { SessionState } from '../core/state.ts'
import type { Step } from '../core/step.ts'
import { read } from '../core/transaction.ts'

/** What happens to a child when its parent's row is deleted: the database does it, the session does it, or nobody. */
export type OnDelete = {
  readonly by: 'database' | 'session' | 'nobody'
  readonly does: 'delete' | 'clear' | 'refuse' | 'nothing'
}

const query = `SELECT n.nspname, c.relname, a.attname, k.confdeltype, pg_table_is_visible(c.oid)
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY(k.conkey) WHERE k.contype = 'f'`

type Row = readonly [schema: string, table: string, column: string, action: string, isVisible: boolean]
type Actions = ReadonlyMap<string, string>

const known = new WeakMap<Core, Actions>()

/**
 * What happens to the children of a relation, or with one through a third table to the rows there. The database is asked
 * once an engine. What it leaves undone is done by the session: a child goes with its parent, or loses its key where the
 * models say SET NULL.
 */
export function* onDeleteOf(session: SessionState, relation: Relation): Step<OnDelete> {
  return decide(known.get(session.core) ?? (yield* learn(session)), relation)
}

/** {@link onDeleteOf} where the database has been asked before. */
export function knownOnDelete(session: SessionState, relation: Relation): OnDelete {
  return decide(known.get(session.core) ?? new Map<string, string>(), relation)
}

function decide(actions: Actions, relation: Relation): OnDelete {
  const { through, target, targetKey } = relation
  const [model, key] = through === undefined ? [target, targetKey] : [through.model, through.key]
  const action = actions.get(nameOf(model, attributeOf(model, key)?.field ?? key))
  if (action === 'c') return { by: 'database', does: 'delete' }
  if (relation.ownsChildren) return { by: 'session', does: 'delete' }
  if (action === 'n') return { by: 'database', does: 'clear' }
  if (action === 'd') return { by: 'database', does: 'nothing' }
  if (action === 'r') return { by: 'database', does: 'refuse' }
  return bySession(relation, action !== undefined)
}

/** Without ON DELETE: NO ACTION, or no foreign key at all. */
function bySession({ onDelete, through }: Relation, isConstrained: boolean): OnDelete {
  if (through !== undefined) return { by: 'session', does: 'delete' }
  if (onDelete === 'RESTRICT') return { by: 'nobody', does: 'refuse' }
  if (onDelete === 'SET NULL') return { by: 'session', does: 'clear' }
  if (isConstrained || onDelete === 'CASCADE') return { by: 'session', does: 'delete' }
  return { by: 'nobody', does: 'nothing' }
}

function* learn(session: SessionState): Step<Actions> {
  const { rows } = yield* read(session, { text: query, values: [], prepare: false })
  const actions = new Map<string, string>()
  for (const [schema, table, column, action, isVisible] of rows as unknown as readonly Row[]) {
    actions.set(JSON.stringify([schema, table, column]), action)
    if (isVisible) actions.set(JSON.stringify(['', table, column]), action)
  }
  known.set(session.core, actions)
  return actions
}

function nameOf(model: ModelClass, column: string): string {
  const table = model.getTableName() as string | { readonly tableName: string; readonly schema?: string }
  const [schema, name] = typeof table === 'string' ? ['', table] : [table.schema ?? '', table.tableName]
  return JSON.stringify([schema, name, column])
}
