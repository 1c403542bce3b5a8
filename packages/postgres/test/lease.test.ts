/** The embedded server lives as long as somebody uses it, however its users end. */
import { existsSync, statSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { PostgresError, openServer } from '@retort/postgres'
import { describe, expect, test } from 'vitest'
import { blank } from './support/blank.ts'
import { kill, startClient } from './support/client.ts'
import { value } from './support/query.ts'
import { sandbox } from './support/sandbox.ts'

const volatile = { env: blank, durable: false }

describe.concurrent('a lease', () => {
  test('gives a server that answers, on the main database, in UTF-8 and the C locale', async () => {
    await using box = sandbox()
    const { folder } = box
    await using server = await openServer({ ...volatile, folder })
    expect(server.kind).toBe('embedded')
    expect(await value(server.url, 'select current_database()')).toBe('retort')
    expect(await value(server.url, 'select current_user::text')).toBe('retort')
    expect(await value(server.url, 'show server_encoding')).toBe('UTF8')
    const collation = 'select datcollate from pg_database where datname = current_database()'
    expect(await value(server.url, collation)).toBe('C')
    expect(await value(server.url, 'show max_connections')).toBe('200')
  })

  test('is shared: two processes and this one have one server, and the last one out stops it', async () => {
    await using box = sandbox()
    const { folder, keepers, servers, quiet } = box
    await using first = await startClient(folder, 'hold')
    await using second = await startClient(folder, 'hold')
    const own = await openServer({ ...volatile, folder })
    expect(new Set([first.url, second.url, own.url]).size).toBe(1)
    expect(keepers()).toHaveLength(1)
    expect(servers()).toHaveLength(1)
    await kill(first)
    await own[Symbol.asyncDispose]()
    await sleep(1_000)
    expect(await value(second.url, 'select 1')).toBe(1)
    await kill(second)
    await quiet()
    expect(existsSync(join(folder, 'server.json'))).toBe(false)
  })

  test('keeps no process from ending, and ends with it', async () => {
    await using box = sandbox()
    const { folder, quiet } = box
    await using client = await startClient(folder, 'leave')
    if (client.process.exitCode === null) await once(client.process, 'exit')
    expect(client.process.exitCode).toBe(0)
    await quiet()
  })

  test('is let go of once, however often it is disposed of', async () => {
    await using box = sandbox()
    const { folder } = box
    const server = await openServer({ ...volatile, folder })
    await server[Symbol.asyncDispose]()
    await expect(server[Symbol.asyncDispose]()).resolves.toBeUndefined()
  })

  test('is given to all who ask at once, by one keeper', async () => {
    await using box = sandbox()
    const { folder, keepers, servers } = box
    const opened = await Promise.all(Array.from({ length: 5 }, () => openServer({ ...volatile, folder })))
    const others = await Promise.all([startClient(folder, 'hold'), startClient(folder, 'hold')])
    expect(new Set([...opened, ...others].map(({ url }) => url)).size).toBe(1)
    expect(keepers()).toHaveLength(1)
    expect(servers()).toHaveLength(1)
    await Promise.all([...others.map(kill), ...opened.map((server) => server[Symbol.asyncDispose]())])
  })

  test('is given to processes that start at once where there was nothing', async () => {
    await using box = sandbox()
    const { folder, keepers } = box
    const clients = await Promise.all(Array.from({ length: 3 }, () => startClient(folder, 'hold')))
    expect(new Set(clients.map(({ url }) => url)).size).toBe(1)
    expect(keepers()).toHaveLength(1)
    await Promise.all(clients.map(kill))
  })

  test('can be taken again at the very moment that the last one is let go of', async () => {
    await using box = sandbox()
    const { folder } = box
    for (let turn = 0; turn < 5; turn++) {
      const server = await openServer({ ...volatile, folder })
      expect(await value(server.url, 'select 1')).toBe(1)
      await server[Symbol.asyncDispose]()
      await sleep(380 + turn * 20)
    }
  })

  test('keeps the data from one to the next', async () => {
    await using box = sandbox()
    const { folder, quiet } = box
    const before = await openServer({ ...volatile, folder })
    await value(before.url, 'create table kept as select 42 as answer')
    await before[Symbol.asyncDispose]()
    await quiet()
    await using after = await openServer({ ...volatile, folder })
    expect(await value(after.url, 'select answer from kept')).toBe(42)
  })

  test('is safe in a power cut unless told otherwise', async () => {
    await using durable = sandbox()
    await using fast = sandbox()
    await using safe = await openServer({ env: blank, folder: durable.folder })
    await using quick = await openServer({ ...volatile, folder: fast.folder })
    expect(await value(safe.url, 'show fsync')).toBe('on')
    expect(await value(quick.url, 'show fsync')).toBe('off')
  })
})

describe.concurrent('the folder', () => {
  test('may be one that only we can enter', async () => {
    await using box = sandbox(0o700)
    const { folder } = box
    await using server = await openServer({ ...volatile, folder })
    expect(await value(server.url, 'select 1')).toBe(1)
  })

  test('may be one inside another that only we can enter', async () => {
    await using box = sandbox(0o700)
    const { folder } = box
    const inner = join(folder, 'one', 'two')
    await using server = await openServer({ ...volatile, folder: inner })
    expect(await value(server.url, 'select 1')).toBe(1)
  })

  test('keeps its password and its address to its owner', async () => {
    await using box = sandbox()
    const { folder } = box
    await using server = await openServer({ ...volatile, folder })
    expect(statSync(join(folder, 'server.json')).mode & 0o077).toBe(0)
    expect(statSync(join(folder, 'data')).mode & 0o077).toBe(0)
    const wrong = server.url.replace(/:[^:@]+@/, ':wrong@')
    await expect(value(wrong, 'select 1')).rejects.toThrow('password authentication failed')
  })

  test.each(['file', 'file/below'])('cannot be used where a file is in the way: %s', async (name) => {
    await using box = sandbox()
    const { folder } = box
    writeFileSync(join(folder, 'file'), '')
    const failure = await openServer({ ...volatile, folder: join(folder, name) }).catch(
      (error: unknown) => error,
    )
    expect(failure).toBeInstanceOf(PostgresError)
    expect(failure).toMatchObject({
      code: 'DATA_FOLDER',
      message: expect.stringContaining('ENOTDIR') as string,
    })
  })

  test('cannot be used where something else has the name of the data', async () => {
    await using box = sandbox()
    const { folder } = box
    writeFileSync(join(folder, 'data'), 'mine')
    const failure = openServer({ ...volatile, folder })
    await expect(failure).rejects.toMatchObject({ code: 'DATA_FOLDER' })
    await expect(failure).rejects.toThrow(`${join(folder, 'data')} is no cluster of ours`)
  })
})
