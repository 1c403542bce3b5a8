/** The thread behind the worker driver: one `pg` client, one request at a time. */
import { workerData } from 'node:worker_threads'
import pg from 'pg'
import type { QueryArrayResult } from 'pg'
import type { ConnectionConfig, Statement } from './connection.ts'
import type { Reply, Request, ThreadData } from './worker.ts'

const { config, port, signal } = workerData as ThreadData

/** Cells stay the text that PostgreSQL sent: they are parsed where the model's types are known. */
const types = { getTypeParser: () => (text: string) => text }
const preparedLimit = 500
const names = new Map<string, string>()
const client = new pg.Client({ ...clientConfig(config), types })
let lost = false
client.on('error', () => {
  lost = true
})

port.on('message', (request: Request) => void answer(request))

async function answer(request: Request): Promise<void> {
  const reply = await perform(request).catch(failed)
  port.postMessage(reply)
  Atomics.store(signal, 0, 1)
  Atomics.notify(signal, 0)
  if (request.kind === 'close') port.close()
}

async function perform(request: Request): Promise<Reply> {
  if (request.kind === 'connect') await client.connect()
  if (request.kind === 'close') await client.end()
  return request.kind === 'run' ? run(request.statement) : { kind: 'done' }
}

async function run({ text, values, prepare }: Statement): Promise<Reply> {
  const name = prepare ? nameOf(text) : undefined
  const query = { text, values: [...values], rowMode: 'array' as const, ...(name === undefined ? {} : { name }) }
  const answered = (await client.query(query)) as unknown as QueryArrayResult<(string | null)[]> | QueryArrayResult<(string | null)[]>[]
  const result = Array.isArray(answered) ? answered.at(-1) : answered
  const rows = result?.rows ?? []
  const fields = (result?.fields ?? []).map(({ name, dataTypeID }) => ({ name, oid: dataTypeID }))
  return { kind: 'result', fields, rows, count: result?.rowCount ?? rows.length }
}

function nameOf(text: string): string | undefined {
  const known = names.get(text)
  if (known !== undefined || names.size >= preparedLimit) return known
  const name = `retort_${names.size + 1}`
  names.set(text, name)
  return name
}

function failed(error: unknown): Reply {
  const { message } = error as Error
  const fields: Record<string, string> = {}
  for (const name of ['code', 'severity', 'detail', 'hint', 'schema', 'table', 'column', 'dataType', 'constraint']) {
    const value = (error as Readonly<Record<string, unknown>>)[name]
    if (typeof value === 'string') fields[name] = value
  }
  const gone = lost || fields['code'] === undefined || /^(08...|57P0[123]|E[A-Z]+)$/.test(fields['code'])
  return { kind: 'failed', message, fields: { ...(gone ? { code: '08006' } : {}), ...fields }, lost: gone }
}

function clientConfig({ applicationName, connectTimeout = 10, ...rest }: ConnectionConfig): object {
  return { ...rest, application_name: applicationName, connectionTimeoutMillis: connectTimeout * 1_000 }
}
