/** What a case cannot go on without. */
export function must<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new Error('What the case needs is not there.')
  return value
}
