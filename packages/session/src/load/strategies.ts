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
 * Takes the rows of a relation that the read's condition is about (SQLAlchemy's `contains_eager`): what was joined to filter
 * is loaded, and nothing else of the relation.
 * @example where: { '$orders.createdAt$': { [Op.gt]: monday } }, load: { orders: containsEager() }
 */
export function containsEager<const O extends object = object>(
  options?: O,
): O & { readonly strategy: 'containsEager' } {
  return { ...(options as O), strategy: 'containsEager' }
}
