/** A read page by page, through a cursor on the server: what was gone through need not stay in memory. */
import { SessionError } from '../error.ts'
import type { HookedFind } from '../rules/find-hooks.ts'
import { beforeFind } from '../rules/find-hooks.ts'
import type { Level } from '../core/level.ts'
import type { Finder, ModelClass } from '../core/sequelize.ts'
import type { SessionState } from '../core/state.ts'
import type { Step } from '../core/step.ts'
import { read, send } from '../core/transaction.ts'
import { loadingOf } from '../core/on-demand.ts'
import { takeRows } from '../load/load.ts'
import { LoadPlan } from '../load/load-plan.ts'
import { makeInstances } from '../load/make-instances.ts'
import { makePlain } from '../load/make-plain.ts'
import type { Branches } from '../load/plan.ts'
import { apart, isFiltered, plan, withKeys } from '../load/plan.ts'
import { withoutLoad } from '../load/plan-cache.ts'
import type { LoadTree } from '../load/strategy.ts'
import { fill } from '../load/template.ts'
import { autoflush } from '../unit/flush.ts'
import type { ReadOptions } from './find.ts'
import { objects } from './find.ts'
import { PageMemory } from './page-memory.ts'
import { columnNames, finderOf, isLocked, isRaw } from './select.ts'

/** How many rows are fetched at a time. */
export type StreamOptions = { readonly size?: number }

/** What is streamed, once it was asked of the hooks. */
type Source = { readonly plan: LoadPlan } & Pick<HookedFind, 'after'>

/** A cursor, and how its rows are read. */
export class Cursor {
  readonly name: string
  readonly #session: SessionState
  readonly #model: ModelClass
  readonly #given: Finder
  readonly #load: LoadTree | undefined
  readonly #isPlain: boolean
  readonly #size: number
  readonly #level: Level
  readonly #transaction: number
  readonly #memory: PageMemory
  #source: Source | undefined
  isDone = false

  constructor(
    session: SessionState,
    model: ModelClass,
    { load, plain, ...given }: ReadOptions,
    size: number,
  ) {
    session.cursors += 1
    this.name = `retort_cursor_${session.cursors}`
    this.#session = session
    this.#model = model
    this.#given = given
    this.#load = load
    this.#isPlain = plain === true
    this.#size = size
    this.#level = session.level
    this.#transaction = session.transactions
    this.#memory = new PageMemory(session)
  }

  /** Opens it. */
  *open(): Step<void> {
    const { core, context } = this.#session
    const model = this.#model
    const compile = (given: Finder) => finderOf(model, given)
    const { finder, after } = yield* beforeFind(core, context, model, this.#given, compile)
    const branches = isRaw(finder) ? withoutLoad(this.#load) : this.#pageByPage()
    const plan = new LoadPlan(core, model, withKeys(model, finder, branches), branches)
    this.#source = { plan, after }
    yield* autoflush(this.#session)
    const { text, values } = fill(core, plan.root.template, [])
    const ask = isLocked(finder) ? send : read
    const declare = `DECLARE ${this.name} NO SCROLL CURSOR FOR ${text}`
    yield* ask(this.#session, { text: declare, values, prepare: false })
  }

  /**
   * The next page; an empty one at the end.
   * @throws SessionError STREAM_ENDED after a commit or a rollback, which end every cursor
   */
  *next(): Step<readonly unknown[]> {
    if (!this.#isOpen || this.#source === undefined) throw ended()
    this.#memory.letGo()
    const rows = yield* this.#memory.hold(this.#fetch(this.#source))
    yield* this.#source.after(rows)
    return rows
  }

  /** Closes it, where the transaction can still be told. */
  *close(): Step<void> {
    this.#memory.letGo()
    if (!this.#isOpen || this.#session.phase !== 'begun') return
    yield* read(this.#session, { text: `CLOSE ${this.name}`, values: [], prepare: false })
  }

  *#fetch({ plan }: Source): Step<readonly unknown[]> {
    const session = this.#session
    const { finder } = plan.root.level
    const fetch = { text: `FETCH ${this.#size} FROM ${this.name}`, values: [], prepare: false }
    const { rows } = yield* read(session, fetch)
    if (rows.length < this.#size) this.isDone = true
    if (isRaw(finder)) return objects({ columns: columnNames(finder), rows })
    const make = this.#isPlain ? makePlain(session.core) : makeInstances(session)
    return yield* takeRows({ session, make, values: [] }, plan, rows)
  }

  /** A join would spread a parent's rows over two pages: every relation is read by one more SELECT a page. */
  #pageByPage(): Branches {
    const branches = plan(this.#model, this.#load, loadingOf(this.#session))
    if (!branches.inline.some(isFiltered)) return apart(branches)
    throw new SessionError(
      'INVALID_OPTION',
      'A stream reads each relation by a SELECT of its own, which knows nothing of the condition that containsEager() takes rows from. Give the branch a "where", or use findAll().',
    )
  }

  /** The transaction and the savepoint in which it was opened are still there. */
  get #isOpen(): boolean {
    const { closed, transactions, levels } = this.#session
    return !closed && transactions === this.#transaction && levels.includes(this.#level)
  }
}

/**
 * Makes a cursor over what a read gives.
 * @throws SessionError INVALID_OPTION where `size` is no whole number above 0
 */
export function openCursor(
  session: SessionState,
  model: ModelClass,
  options: ReadOptions,
  { size = 1_000 }: StreamOptions,
): Cursor {
  if (Number.isInteger(size) && size > 0) return new Cursor(session, model, options, size)
  throw new SessionError(
    'INVALID_OPTION',
    `The size of a stream's pages is a whole number above 0, not ${size}.`,
  )
}

function ended(): SessionError {
  return new SessionError(
    'STREAM_ENDED',
    'The transaction in which this stream was opened has ended, and its cursor with it. Read to the end first, or leave the loop.',
  )
}
