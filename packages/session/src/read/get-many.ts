/** Reads many rows by their primary keys at once. */
import type { Model } from 'sequelize'
import { literal } from 'sequelize'
import type { Core } from '../core/core.ts'
import { keyOfInstance } from '../core/identity-map.ts'
import type { ModelClass } from '../core/sequelize.ts'
import { attributeOf, inside } from '../core/sequelize.ts'
import type { SessionState } from '../core/state.ts'
import type { Step } from '../core/step.ts'
import { arrayText } from '../core/text.ts'
import { read } from '../core/transaction.ts'
import { autoflush } from '../unit/flush.ts'
import { get, held, keyText, pointRead } from './get.ts'
import type { Shape } from './hydrate.ts'
import { readerOf, shapeOf } from './hydrate.ts'
import { finderOf, select } from './select.ts'

/**
 * What {@link get} gives for each key, in the order of the keys: the rows that the session does not hold come by one statement
 * where the key is one column.
 * @throws SessionError INVALID_KEY
 */
export function* getMany(
  session: SessionState,
  model: ModelClass,
  keys: readonly unknown[],
): Step<readonly (Model | null)[]> {
  const texts = keys.map((key) => keyText(model, key))
  const missing = yield* readAhead(session, model, texts)
  const found: (Model | null)[] = []
  for (const text of texts) {
    const known = missing.has(text) ? null : held(session, model, text)
    found.push(known === undefined ? yield* get(session, model, keys[found.length]) : known)
  }
  return found
}

/** Reads the rows that the session does not hold, and gives the keys that have none. */
function* readAhead(
  session: SessionState,
  model: ModelClass,
  keys: readonly string[],
): Step<ReadonlySet<string>> {
  const compiled = manyRead(session, model)
  const wanted = new Set(
    compiled === undefined ? [] : keys.filter((key) => held(session, model, key) === undefined),
  )
  if (compiled === undefined || wanted.size < 2) return new Set()
  yield* autoflush(session)
  const statement = { text: compiled.text, values: [arrayText([...wanted])], prepare: true }
  const { rows } = yield* read(session, statement)
  const reader = readerOf(session, compiled.shape, { isUnique: true })
  const instances = rows.map(reader)
  return new Set(instances.length === wanted.size ? [] : missingOf(wanted, instances))
}

/** Keys that have no row for sure. A key may be written in another way than its row has it: that one is asked for alone. */
function missingOf(
  wanted: ReadonlySet<string>,
  instances: readonly (Model | undefined)[],
): readonly string[] {
  const found = new Set(instances.flatMap((each) => (each === undefined ? [] : [keyOfInstance(each)])))
  for (const key of found) if (!wanted.has(key)) return []
  const met = new Set([...found].map(folded))
  return [...wanted].filter((key) => !found.has(key) && !met.has(folded(key)))
}

/** One text for all that may be one key: `{A0-B}` and `a0b`, `+07` and `7`, `Ann ` and `ANN`; for some that are not, too. */
function folded(key: string): string {
  const plain = key.normalize('NFD').toLowerCase()
  return plain.replaceAll(/[^\p{L}\p{N}]+/gu, '').replace(/^0+/, '')
}

/** It is of use as long as the other is, beside which it was made. */
type ManyRead = { readonly text: string; readonly shape: Shape; readonly beside: object }

const compiled = new WeakMap<Core, WeakMap<ModelClass, ManyRead>>()

/** The statement that reads rows by their keys, where there is one that reads a row by its key. */
function manyRead(session: SessionState, model: ModelClass): ManyRead | undefined {
  const [key, ...others] = inside(model).primaryKeyAttributes
  const beside = pointRead(session, model)
  if (key === undefined || others.length > 0 || beside === undefined) return undefined
  const { core } = session
  const byModel = compiled.get(core) ?? new WeakMap<ModelClass, ManyRead>()
  compiled.set(core, byModel)
  const known = byModel.get(model)
  if (known?.beside === beside) return known
  const made = { ...compile(core, model, key), beside }
  byModel.set(model, made)
  return made
}

function compile(core: Core, model: ModelClass, key: string): Omit<ManyRead, 'beside'> {
  const field = core.generator.quoteIdentifier(attributeOf(model, key)?.field ?? key)
  const finder = finderOf(model, {
    where: literal(`${core.generator.quoteIdentifier(model.name)}.${field} = ANY($1)`),
  })
  const { statement, names } = select(core, model, finder)
  return { text: statement.text, shape: shapeOf(model, names, finder.virtuals) }
}
