/** What an engine tells of its statements, in every world: each once, what failed too, and nothing that is to be hidden. */
import { execFileSync } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import type { EngineOptions, StatementEvent } from '@retort/session/async'
import { afterAll, describe, expect, test } from 'vitest'
import { emptyDatabase } from '../../../test/support/database.ts'
import type { AnyEngine } from './support/leases.ts'
import { failureOf, leasing } from './support/leases.ts'

const { url } = await emptyDatabase()

/** What is the same from run to run. */
function plain({ sql, parameters, rows, error }: StatementEvent): unknown {
  return error === undefined ? { sql, parameters, rows } : { sql, parameters, rows, error }
}

describe.each(Object.entries(leasing))('statements, %s', (_world, make) => {
  const engines: AnyEngine[] = []
  const open = (options: object = {}): AnyEngine => {
    const engine = make({ url, models: [], ...options } as EngineOptions)
    engines.push(engine)
    return engine
  }
  afterAll(() => Promise.all(engines.map((engine) => engine.dispose())))

  test('are told to whoever listens, once each', async () => {
    const echoed: StatementEvent[] = []
    const heard: StatementEvent[] = []
    const listener = (event: StatementEvent) => void heard.push(event)
    const engine = open({ echo: (event: StatementEvent) => void echoed.push(event) })
    engine.on('statement', listener)
    engine.on('statement', listener)
    const lease = await engine.lease()
    await lease.send('select $1::int as n union all select 2', ['1'], { prepare: true })
    engine.off('statement', listener)
    await lease.send('select 3')
    lease.release()
    expect(heard.map(plain)).toEqual([
      { sql: 'select $1::int as n union all select 2', parameters: ['1'], rows: 2 },
    ])
    expect(echoed.map(({ sql }) => sql)).toEqual([heard[0]?.sql, 'select 3'])
    expect(echoed.every(({ milliseconds }) => milliseconds > 0)).toBe(true)
  })

  test('are told when they failed, with what is thrown', async () => {
    const heard: StatementEvent[] = []
    const engine = open()
    engine.on('statement', (event) => void heard.push(event))
    const lease = await engine.lease()
    const failed = await failureOf(lease.send('select 1 / $1::int', ['0']))
    lease.release()
    expect(heard.map(plain)).toEqual([
      { sql: 'select 1 / $1::int', parameters: ['0'], rows: 0, error: failed },
    ])
    expect(heard[0]?.error).toBe(failed)
  })

  test('have what is sent along with them told apart', async () => {
    const heard: StatementEvent[] = []
    const engine = open()
    engine.on('statement', (event) => void heard.push(event))
    const lease = await engine.lease()
    await lease.send('select 1', [], { before: 'BEGIN', after: 'COMMIT' })
    await failureOf(lease.send('select 1/0', [], { before: 'BEGIN', after: 'COMMIT' }))
    await lease.send('rollback')
    lease.release()
    expect(heard.map(({ sql, rows, error }) => [sql, rows, error !== undefined])).toEqual([
      ['BEGIN', 0, false],
      ['select 1', 1, false],
      ['COMMIT', 0, false],
      ['BEGIN', 0, false],
      ['select 1/0', 0, true],
      ['rollback', 0, false],
    ])
  })

  test('show stars for what is bound, or what a function gives', async () => {
    const heard: StatementEvent[] = []
    const hear = (event: StatementEvent) => void heard.push(event)
    const mask = (values: readonly unknown[], sql: string) =>
      values.map((value) => `${sql.length}:${String(value).length}`)
    for (const hideParameters of [true, false, mask]) {
      const lease = await open({ hideParameters, echo: hear }).lease()
      await lease.send('select $1', ['sesame'])
      lease.release()
    }
    expect(heard.map(({ parameters }) => parameters)).toEqual([['***'], ['sesame'], ['9:6']])
  })

  test('show stars where the function that hides them throws', async () => {
    const heard: StatementEvent[] = []
    const hideParameters = () => {
      throw new Error('broken')
    }
    const lease = await open({
      hideParameters,
      echo: (event: StatementEvent) => void heard.push(event),
    }).lease()
    await lease.send('select $1', ['sesame'])
    lease.release()
    expect(heard[0]?.parameters).toEqual(['***'])
  })

  test('are not affected by a listener that throws, of which node warns once', async () => {
    const warnings: Error[] = []
    const warned = (warning: Error) => {
      if (warning.message.includes('listener')) warnings.push(warning)
    }
    process.on('warning', warned)
    const engine = open()
    const heard: StatementEvent[] = []
    engine.on('statement', () => {
      throw new Error('first listener')
    })
    engine.on('statement', (async () => {
      throw new Error('second listener')
    }) as () => void)
    engine.on('statement', (event) => void heard.push(event))
    const lease = await engine.lease()
    for (const text of ['select 1', 'select 2']) expect((await lease.send(text)).count).toBe(1)
    lease.release()
    await sleep(10)
    process.off('warning', warned)
    expect(heard).toHaveLength(2)
    expect(warnings.map(({ message }) => message.split('\n')[0])).toEqual([
      "A listener of an engine's statements threw. Error: first listener",
      "A listener of an engine's statements threw. Error: second listener",
    ])
  })
})

describe('an engine that echoes', () => {
  test.each([
    ['sync', 'const lease = engine.lease()'],
    ['async', 'const lease = await engine.checkout().open()'],
  ])('prints on stderr what it sends, %s', (world, take) => {
    const script = `
      import { createEngine } from '@retort/session/${world}'
      const engine = createEngine({ url: process.env.ADDRESS, models: [], echo: true, hideParameters: process.env.HIDE === '1' })
      ${take}
      await lease.ask({ text: 'select $1::text as secret', values: ['sesame'], prepare: false })
      try { await lease.ask({ text: 'select 1/0', values: [], prepare: false }) } catch {}
      lease.release()
      await engine.dispose()`
    for (const hide of ['0', '1']) {
      const stderr = printed(script, hide)
      expect(stderr.replaceAll(/[\d.]+ ms/g, 'N ms')).toBe(
        `select $1::text as secret [${hide === '1' ? '"***"' : '"sesame"'}] -- 1 row(s), N ms\nselect 1/0 -- failed: division by zero, N ms\n`,
      )
    }
  })
})

function printed(script: string, hide: string): string {
  const env = { ...process.env, ADDRESS: url, HIDE: hide }
  const program = `node --input-type=module --eval "$SCRIPT" 2>&1 >/dev/null`
  return execFileSync('sh', ['-c', program], {
    cwd: import.meta.dirname,
    env: { ...env, SCRIPT: script },
    encoding: 'utf8',
  })
}
