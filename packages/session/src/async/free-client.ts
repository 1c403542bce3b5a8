/**
 * Takes a free client out of sequelize-pool at once. Its own `acquire` makes a promise and a timer even for a client that is
 * there, which costs as much as all else that a session does to send one statement.
 */

type Lent = { readonly resource: unknown; readonly useCount: number }

/** The lists in which sequelize-pool keeps its clients, where it is the one of version 7. */
export type InsidePool = {
  readonly _availableObjects?: Lent[]
  readonly _inUseObjects?: Lent[]
  readonly _pendingAcquires?: readonly unknown[]
  readonly _draining?: boolean
  readonly _factory?: { validate(client: unknown): boolean }
}

/** The client that `acquire` would give, unless others wait for one, or none is free and valid. */
export function takeFree(pool: InsidePool): unknown {
  const { _availableObjects: free, _inUseObjects: used, _factory: factory } = pool
  if (free === undefined || used === undefined || factory === undefined) return undefined
  if (pool._draining !== false || pool._pendingAcquires?.length !== 0) return undefined
  const last = free.at(-1)
  if (last === undefined || !factory.validate(last.resource)) return undefined
  free.pop()
  used.push({ resource: last.resource, useCount: last.useCount })
  return last.resource
}
