/** Tells a story to people: headings, prose, code, the SQL that went out, and rows. Coloured on a terminal, plain when piped. */
import Table from 'cli-table3'
import colors from 'picocolors'

/** One statement as it is shown; its bytes are those of its rows. */
export type ShownStatement = {
  readonly sql: string
  readonly rows: number
  readonly milliseconds: number
  readonly bytes?: number | undefined
}

/** A row as it is shown. */
export type ShownRow = Readonly<Record<string, unknown>>

/** What a chapter needs to be told. */
export type Narrator = {
  /** Begins the story. */
  title(text: string): void
  /** Begins a chapter. */
  chapter(number: number, title: string): void
  /** A paragraph. */
  say(text: string): void
  /** The few lines that matter. */
  code(source: string): void
  /** What went out: each statement with its rows and milliseconds; of many, the first ones and a count. */
  sql(statements: readonly ShownStatement[]): void
  /** A table; of many rows, the first ones and a count. */
  rows(rows: readonly ShownRow[]): void
  /** Lines that were taken away and put in, as `diff` prints them. */
  changes(lines: readonly { readonly sign: '+' | '-' | ' '; readonly text: string }[]): void
}

type Write = (line: string) => void

/** Most rows, and most statements, that are shown of many. */
const shownRows = 6
const shownStatements = 4
/** Columns of a terminal that is not there. */
const defaultWidth = 110

/** CI is no terminal, whatever picocolors thinks of it. */
const { FORCE_COLOR, NO_COLOR } = process.env
const isColoured = NO_COLOR === undefined && (process.stdout.isTTY || FORCE_COLOR !== undefined)
const { bold, cyan, dim, green, red, yellow } = colors.createColors(isColoured)

/** A narrator that writes lines; by default to standard output. */
export function narrator(write: Write = toStdout()): Narrator {
  return {
    title: (text) => write(`\n${bold(text.toUpperCase())}`),
    chapter: (number, title) =>
      write(`\n${bold(cyan(`${number}  ${title}`))}\n${dim('─'.repeat(title.length + 3))}`),
    say: (text) => write(`\n${text}`),
    code: (source) => write(`\n${indent(source)}`),
    sql: (statements) => showStatements(statements, write),
    rows: (rows) => showRows(rows, write),
    changes: (lines) => write(`\n${lines.map(coloured).join('\n')}`),
  }
}

/** A narrator for tests: it says nothing. */
export const silent: Narrator = {
  title: () => undefined,
  chapter: () => undefined,
  say: () => undefined,
  code: () => undefined,
  sql: () => undefined,
  rows: () => undefined,
  changes: () => undefined,
}

/** Whoever reads may stop reading (`demo | head`); the story is told to its end all the same, so that it tidies up. */
function toStdout(): Write {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
  return (line) => void process.stdout.write(`${line}\n`)
}

function showStatements(statements: readonly ShownStatement[], write: Write): void {
  write('')
  for (const { sql, rows, milliseconds } of statements.slice(0, shownStatements)) {
    write(`  ${yellow('SQL')} ${fitted(sql)}`)
    write(dim(`      ${rows} ${rows === 1 ? 'row' : 'rows'}, ${milliseconds.toFixed(1)} ms`))
  }
  const rest = statements.length - shownStatements
  if (rest > 0) write(dim(`      … and ${rest} more`))
}

function showRows(rows: readonly ShownRow[], write: Write): void {
  const [first] = rows
  if (first === undefined) {
    write(dim('\n  (no rows)'))
    return
  }
  const names = Object.keys(first)
  const isNumber = names.map((name) => rows.every((row) => typeof row[name] === 'number'))
  const table = new Table({
    head: names.map((name) => bold(name)),
    style: { head: [], border: [], 'padding-left': 1, 'padding-right': 1 },
    colAligns: isNumber.map((number) => (number ? 'right' : 'left')),
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
  })
  for (const row of rows.slice(0, shownRows)) table.push(names.map((name) => cell(row[name])))
  write(`\n${indent(table.toString())}`)
  if (rows.length > shownRows) write(dim(`  … and ${rows.length - shownRows} more rows`))
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return 'NULL'
  if (value instanceof Date) return value.toISOString()
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function coloured({ sign, text }: { readonly sign: string; readonly text: string }): string {
  const line = `  ${sign} ${text}`
  if (sign === '+') return green(line)
  return sign === '-' ? red(line) : dim(line)
}

function indent(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '  ')
}

/** One statement on one line; long ones are cut in the middle, where the columns are. */
function fitted(sql: string): string {
  const line = sql.replaceAll(/\s+/g, ' ').trim()
  const width = (process.stdout.columns ?? defaultWidth) - 8
  if (line.length <= width * 2) return line
  return `${line.slice(0, width)} … ${line.slice(line.length - width + 3)}`
}
