/** SQL in lines for people: broken in front of its clauses, and where it is still too long between items and in subqueries. */

/** How long a line may be. */
const width = 100

/** Blanks at which lines may be broken. */
const clauses =
  / (?=(?:FROM|WHERE|LEFT OUTER JOIN|INNER JOIN|CROSS JOIN|GROUP BY|HAVING|ORDER BY|LIMIT|OFFSET|FOR (?:UPDATE|NO KEY UPDATE|SHARE|KEY SHARE))\b)/
const begins = /^(?:SELECT|FROM|WHERE|LEFT|INNER|CROSS|GROUP|HAVING|ORDER)\b/
const items = /(?<=,) /
const conditions = / (?=(?:AND|OR)\b)/

/** A statement in lines. Only blanks become line breaks. */
export function sqlLines(sql: string): readonly string[] {
  return cut(sql, clauses).flatMap((clause) => fitted(clause))
}

function fitted(text: string): readonly string[] {
  if (text.length <= width) return [text]
  const parts = [clauses, items, conditions].map((blank) => cut(text, blank)).find(({ length }) => length > 1)
  if (parts === undefined) return opened(text)
  return begins.test(text) ? indented(filled(parts)) : filled(parts)
}

/** Parts in as few lines as there may be. */
function filled(parts: readonly string[]): readonly string[] {
  const lines: string[] = []
  for (const part of parts) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + part.length < width) lines[lines.length - 1] = `${last} ${part}`
    else lines.push(...fitted(part))
  }
  return lines
}

/** What is in a text's longest parentheses, in lines of its own. */
function opened(text: string): readonly string[] {
  const [start, end] = longestGroup(text)
  if (end === start) return [text]
  const inner = sqlLines(text.slice(start, end)).map((line) => `  ${line}`)
  return [text.slice(0, start), ...inner, text.slice(end)]
}

function indented([first = '', ...others]: readonly string[]): readonly string[] {
  return [first, ...others.map((line) => `  ${line}`)]
}

/** Names and texts in quotes, and parentheses: what a line is never broken in. */
const shielding = `"(?:[^"]|"")*"|'(?:[^']|'')*'|[()]`

/** A text without the blanks of a kind that are in no quotes and no parentheses. */
function cut(text: string, blank: RegExp): readonly string[] {
  const parts: string[] = []
  let depth = 0
  let start = 0
  for (const { 0: found, index } of text.matchAll(new RegExp(`${blank.source}|${shielding}`, 'g'))) {
    if (found === '(') depth += 1
    else if (found === ')') depth -= 1
    else if (found === ' ' && depth === 0) {
      parts.push(text.slice(start, index))
      start = index + 1
    }
  }
  return [...parts, text.slice(start)]
}

/** Where the longest text in parentheses begins and ends. */
function longestGroup(text: string): readonly [start: number, end: number] {
  let longest: readonly [number, number] = [0, 0]
  const open: number[] = []
  for (const { 0: found, index } of text.matchAll(new RegExp(shielding, 'g'))) {
    if (found === '(') open.push(index + 1)
    const start = found === ')' ? open.pop() : undefined
    if (start !== undefined && index - start > longest[1] - longest[0]) longest = [start, index]
  }
  return longest
}
