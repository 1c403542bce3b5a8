/** What the options of `createEngine` may be, looked at once, before anything else is done with them. */
import { isLoading } from './core/loading.ts'
import { SessionError } from './error.ts'

/** A value's rule: whether it holds, and what is allowed, as the message says it. */
type Rule = { readonly allows: string; holds(value: unknown): boolean }

/**
 * Looks at every option that is given.
 * @throws SessionError INVALID_OPTION that names the option and what it takes, and never repeats a value
 */
export function checkOptions(options: object): void {
  checkAll('', options, rules)
  const { pool, ssl, url } = options as { readonly [name in 'pool' | 'ssl' | 'url']?: unknown }
  if (pool !== undefined) checkPool(pool as object)
  if (typeof ssl === 'object') checkKnown('ssl', ssl as object, tlsRules)
  if (url === undefined || typeof url === 'string' || url instanceof URL) return
  throw invalid('url', 'a text or a URL')
}

/**
 * Refuses what cannot take effect on the connections of a Sequelize instance that is there already.
 * @throws SessionError INVALID_OPTION
 */
export function refuseForAdopted(options: object): void {
  const { pool = {} } = options as { readonly pool?: object }
  const given = [
    ...ofConnections.filter((name) => name in options),
    ...ofPools.filter((name) => name in pool),
  ]
  if (given.length === 0) return
  throw new SessionError(
    'INVALID_OPTION',
    `The connections are those of the Sequelize instance that was given, so ${given.join(', ')} cannot be set here. Set it there.`,
  )
}

const ofConnections = ['applicationName', 'statementTimeout', 'ssl']
const ofPools = ['max', 'min', 'acquire', 'idle']

/** The longest time that a timer of node's, or PostgreSQL's `statement_timeout`, can have. */
const longest = 2 ** 31 - 1

const text: Rule = { allows: 'a text', holds: (value) => typeof value === 'string' }
const flag: Rule = { allows: 'true or false', holds: (value) => typeof value === 'boolean' }
const pem: Rule = {
  allows: 'PEM, as a text or a Buffer',
  holds: (value) => typeof value === 'string' || Buffer.isBuffer(value),
}
const listening: Rule = {
  allows: 'true, false or a function',
  holds: (value) => typeof value === 'boolean' || typeof value === 'function',
}

function whole(least: number, what: string, most = longest): Rule {
  return {
    allows: `a whole number ${what} from ${least} to ${most}`,
    holds: (value) => Number.isInteger(value) && Number(value) >= least && Number(value) <= most,
  }
}

const watching: Rule = {
  allows: "'warn', 'throw', 'off' or a function",
  holds: (value) => typeof value === 'function' || ['warn', 'throw', 'off'].includes(String(value)),
}

const rules: Readonly<Record<string, Rule>> = {
  username: text,
  password: text,
  host: text,
  database: text,
  port: whole(1, '', 65_535),
  models: { allows: 'a list of model classes', holds: isModels },
  echo: listening,
  hideParameters: listening,
  applicationName: text,
  statementTimeout: whole(0, 'of milliseconds'),
  preparedStatements: flag,
  loading: { allows: "'selectin', 'joined', 'subquery', 'lateral', 'lazy' or 'raise'", holds: isLoading },
  watch: watching,
  ssl: {
    allows: 'true, false or an object',
    holds: (value) => typeof value === 'boolean' || isObject(value),
  },
  pool: { allows: 'an object', holds: isObject },
}

const poolRules: Readonly<Record<string, Rule>> = {
  max: whole(1, 'of connections', 10_000),
  min: whole(0, 'of connections', 10_000),
  acquire: whole(1, 'of milliseconds'),
  idle: whole(1, 'of milliseconds'),
  recycle: whole(1, 'of milliseconds'),
  prePing: flag,
}

const tlsRules: Readonly<Record<string, Rule>> = {
  ca: pem,
  cert: pem,
  key: pem,
  servername: text,
  rejectUnauthorized: flag,
}

function checkPool(pool: object): void {
  checkKnown('pool', pool, poolRules)
  const { max = 10, min = 0 } = pool as { readonly max?: number; readonly min?: number }
  if (min > max) throw invalid('pool.min', `at most pool.max, which is ${max}`)
}

function checkKnown(option: string, value: object, rules: Readonly<Record<string, Rule>>): void {
  const unknown = Object.keys(value).find((name) => !Object.hasOwn(rules, name))
  if (unknown !== undefined) {
    throw new SessionError(
      'INVALID_OPTION',
      `The option ${option} has no ${unknown}. It takes ${Object.keys(rules).join(', ')}.`,
    )
  }
  checkAll(`${option}.`, value, rules)
}

function checkAll(prefix: string, values: object, rules: Readonly<Record<string, Rule>>): void {
  for (const [name, rule] of Object.entries(rules)) {
    const value = (values as Readonly<Record<string, unknown>>)[name]
    if (value !== undefined && !rule.holds(value)) throw invalid(`${prefix}${name}`, rule.allows)
  }
}

function invalid(option: string, allows: string): SessionError {
  return new SessionError('INVALID_OPTION', `The option ${option} takes ${allows.replaceAll('  ', ' ')}.`)
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isModels(value: unknown): boolean {
  return Array.isArray(value) && value.every((model) => typeof model === 'function')
}
