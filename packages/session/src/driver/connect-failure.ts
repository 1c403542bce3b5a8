/** libpq says in words why it could not connect; its words follow the locale, so what is not recognised is "unreachable". */

const patterns: readonly (readonly [RegExp, string])[] = [
  [
    /password authentication failed|no password supplied|role ".*" does not exist|no pg_hba.conf entry/,
    '28P01',
  ],
  [/database ".*" does not exist/, '3D000'],
  [/could not translate host name/, 'ENOTFOUND'],
  [/timeout expired/, 'ETIMEDOUT'],
]

/** The code that pg would have given. */
export function connectionCode(message: string): string {
  return patterns.find(([pattern]) => pattern.test(message))?.[1] ?? 'ECONNREFUSED'
}
