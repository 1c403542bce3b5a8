/** The options that hooks are handed: what Sequelize puts there, the session, and its transaction for Sequelize's own calls. */
import type { Model } from 'sequelize'
import type { ModelClass } from '../core/sequelize.ts'
import { attributeOf, classOf, inside } from '../core/sequelize.ts'
import { changedAttributes } from '../core/changes.ts'

/** What a session lends to its hooks. */
export type HookContext = {
  /** The session as its user knows it. */
  readonly session: object
  /** Makes what Sequelize takes as `{ transaction }`; called once a hook asks for it. Only the async world has one. */
  readonly transaction?: (() => unknown) | undefined
}

/** What every hook finds among its options. */
export type HookOptions = { hooks: boolean; readonly session: object; transaction?: unknown }

/** What the hooks around one row's write find among theirs. `skip` is there during validation. */
export type WriteOptions = HookOptions & {
  validate: boolean
  returning: boolean
  fields: string[]
  skip?: string[]
}

/** Options for hooks: the given ones with the session and its transaction. */
export function hookOptions<T extends object>(
  { session, transaction }: HookContext,
  given: T,
): HookOptions & T {
  const options = { hooks: true, ...given, session }
  return transaction === undefined ? options : lazily(options, 'transaction', transaction)
}

/** Options of the hooks around the write of one row, and of these attributes of it. */
export function writeOptions(context: HookContext, fields: Iterable<string>): WriteOptions {
  return hookOptions(context, { validate: true, returning: true, fields: [...fields] })
}

/** The attributes that the write of an instance is about: all of a new one; those that changed, and `updatedAt`, of a stored one. */
export function writtenFields(instance: Model): readonly string[] {
  const model = classOf(instance)
  if (instance.isNewRecord) return attributeNames(model)
  const fields = changedFields(instance)
  const { updatedAt } = inside(model)._timestampAttributes
  return updatedAt === undefined || fields.includes(updatedAt) ? fields : [...fields, updatedAt]
}

/** The attributes of an instance whose value is not the row's. */
export function changedFields(instance: Model): readonly string[] {
  const model = classOf(instance)
  return changedAttributes(instance).filter((name) => attributeOf(model, name) !== undefined)
}

/** The names of a model's attributes, in the order of their declaration. */
export function attributeNames(model: ModelClass): readonly string[] {
  return Object.keys(inside(model).rawAttributes)
}

/** The options without what a session lent to them; its transaction is not made for that. */
export function withoutContext<T extends object>(options: T & HookOptions): T {
  const own = Object.keys(options).filter((name) => !lent.has(name))
  return Object.fromEntries(own.map((name) => [name, options[name as keyof T]])) as T
}

const lent: ReadonlySet<string> = new Set(['hooks', 'session', 'transaction'])

/** An own property whose value is made when it is first read, so that spreading and cloning carry it along. */
function lazily<T extends object>(target: T, name: string, make: () => unknown): T {
  const become = (value: unknown) =>
    Object.defineProperty(target, name, { value, writable: true, enumerable: true, configurable: true })
  return Object.defineProperty(target, name, {
    get: () => (become(make()) as Record<string, unknown>)[name],
    set: become,
    enumerable: true,
    configurable: true,
  })
}
