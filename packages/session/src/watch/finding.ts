/** What watching a session's reads finds, and who is told of it. */

/** The same read, sent again and again from one line. */
export type NPlusOne = {
  readonly kind: 'nPlusOne'
  /** `file:line` of the code that reads. */
  readonly line: string
  /** What is read: `User.orders`, or what is called: `get(User)`. */
  readonly what: string
  readonly count: number
  /** How long the statements took, without the first, which one read for all would have taken too. */
  readonly milliseconds: number
  /** What to write instead. */
  readonly suggestion: string
}

/** Several collections joined in one SELECT, so that each row of one is repeated for each row of the others. */
export type MultipliedRows = {
  readonly kind: 'multipliedRows'
  /** The model that is read. */
  readonly what: string
  /** The collections that are joined. */
  readonly branches: readonly string[]
  /** How many rows came over the wire. */
  readonly rows: number
  /** How many times as many as SELECTs of their own would have brought. */
  readonly factor: number
  /** What to write instead. */
  readonly suggestion: string
}

export type Finding = NPlusOne | MultipliedRows

/**
 * Whether reads are watched: `warn` prints a RetortWarning when the transaction ends, `throw` refuses the third read of one
 * thing from one line, a function is handed each finding.
 */
export type Watch = 'warn' | 'throw' | 'off' | ((finding: Finding) => void)

/** A finding in words. */
export function words(finding: Finding): string {
  return finding.kind === 'nPlusOne' ? repeated(finding) : multiplied(finding)
}

function repeated({ what, count, line, milliseconds, suggestion }: NPlusOne): string {
  const lost = milliseconds < 10 ? milliseconds.toFixed(1) : Math.round(milliseconds)
  return `N+1: ${what} was ${what.endsWith(')') ? 'called' : 'read'} ${count} times at ${line}, one SELECT each, ${lost} ms beyond the first. ${suggestion}.`
}

function multiplied({ what, branches, rows, factor, suggestion }: MultipliedRows): string {
  const times = factor < 10 ? factor.toFixed(1) : Math.round(factor)
  return `Multiplied rows: ${what} was read joined with ${branches.join(' and ')}, which repeat each other: ${rows} rows, ${times} times as many as in SELECTs of their own. ${suggestion}.`
}
