/** The strategies as functions, to be named in `load`. */

/**
 * Loads a relation by one more SELECT for all parents at once, `where key = any($1)`; what `true` means.
 * @example load: { orders: selectin({ order: [['createdAt', 'DESC']] }) }
 */
export function selectin<const O extends object = object>(
  options?: O,
): O & { readonly strategy: 'selectin' } {
  return { ...(options as O), strategy: 'selectin' }
}

/**
 * Loads a relation in the parent's own SELECT, by LEFT OUTER JOIN: one round trip, and the parent's columns once for
 * every child.
 * @example load: { user: joined() }
 */
export function joined<const O extends object = object>(options?: O): O & { readonly strategy: 'joined' } {
  return { ...(options as O), strategy: 'joined' }
}

/**
 * Loads a relation by one more SELECT that repeats the parents' query instead of naming their keys (SQLAlchemy's
 * `subqueryload`): for more parents than one would send keys of.
 * @example load: { orders: subquery() }
 */
export function subquery<const O extends object = object>(
  options?: O,
): O & { readonly strategy: 'subquery' } {
  return { ...(options as O), strategy: 'subquery' }
}

/**
 * Loads a relation in the parent's own SELECT, as JSON that a LATERAL subquery gathers: one round trip, and each row once.
 * The server works more, so it is for few rows on a slow network.
 * @example load: { orders: lateral({ limit: 3, order: [['createdAt', 'DESC']] }) }
 */
export function lateral<const O extends object = object>(options?: O): O & { readonly strategy: 'lateral' } {
  return { ...(options as O), strategy: 'lateral' }
}

/** Leaves a relation to be read when somebody asks for it, whatever its model, session or engine says. */
export function lazy(): { readonly strategy: 'lazy' } {
  return { strategy: 'lazy' }
}

/** Makes reading a relation that was not loaded an error (SQLAlchemy's `raiseload`). */
export function raise(): { readonly strategy: 'raise' } {
  return { strategy: 'raise' }
}

/**
 * Takes the rows of a relation that the read's condition is about (SQLAlchemy's `contains_eager`): what was joined to filter
 * is loaded, and nothing else of the relation.
 * @example where: { '$orders.createdAt$': { [Op.gt]: monday } }, load: { orders: containsEager() }
 */
export function containsEager<const O extends object = object>(
  options?: O,
): O & { readonly strategy: 'containsEager' } {
  return { ...(options as O), strategy: 'containsEager' }
}
