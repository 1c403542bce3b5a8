/** Whatever is killed, and whatever it leaves, the next one who asks has a server, and nothing goes on running. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { openServer } from '@retort/postgres'
import { describe, expect, test, vi } from 'vitest'
import { blank } from './support/blank.ts'
import { kill, startClient } from './support/client.ts'
import { value } from './support/query.ts'
import type { Sandbox } from './support/sandbox.ts'
import { sandbox } from './support/sandbox.ts'

function open({ folder }: Sandbox) {
  return openServer({ env: blank, folder, durable: false })
}

/** A server that was used and is stopped. */
async function used(box: Sandbox): Promise<void> {
  const server = await open(box)
  await value(server.url, 'create table kept as select 42 as answer')
  await server[Symbol.asyncDispose]()
  await box.quiet()
}

async function killAll(pids: readonly number[]): Promise<void> {
  for (const pid of pids) process.kill(pid, 'SIGKILL')
  await vi.waitFor(() => expect(pids.filter(isThere)).toEqual([]), 10_000)
}

function isThere(pid: number): boolean {
  return existsSync(`/proc/${pid}`) && !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')
}

describe.concurrent('when something is killed', () => {
  test('a client: its lease is gone with it', async () => {
    await using box = sandbox()
    await using client = await startClient(box.folder, 'hold')
    expect(box.servers()).toHaveLength(1)
    await kill(client)
    await box.quiet()
    expect(box.servers()).toEqual([])
  })

  test('a client that just starts the server: the server starts, and goes when nobody comes', async () => {
    await using box = sandbox()
    const client = startClient(box.folder, 'hold')
    await vi.waitFor(() => expect(box.keepers()).toHaveLength(1), 10_000)
    await using server = await open(box)
    expect(await value(server.url, 'select 1')).toBe(1)
    await kill(await client)
  })

  test('the keeper: its server stops, and the next lease starts another', async () => {
    await using box = sandbox()
    await using before = await open(box)
    await value(before.url, 'create table kept as select 42 as answer')
    await killAll(box.keepers())
    await box.quiet()
    expect(existsSync(join(box.folder, 'server.json'))).toBe(true)
    await using after = await open(box)
    expect(await value(after.url, 'select answer from kept')).toBe(42)
    expect(box.keepers()).toHaveLength(1)
  })

  test('the server: its keeper goes, and the next lease starts another', async () => {
    await using box = sandbox()
    await using before = await open(box)
    expect(before.kind).toBe('embedded')
    await killAll(box.servers())
    await using after = await open(box)
    expect(await value(after.url, 'select 1')).toBe(1)
    expect(box.servers()).toHaveLength(1)
  })

  test('all of them at once', async () => {
    await using box = sandbox()
    await using client = await startClient(box.folder, 'hold')
    await value(client.url, 'create table kept as select 42 as answer')
    await value(client.url, 'checkpoint')
    await Promise.all([kill(client), killAll([...box.keepers(), ...box.servers()])])
    await using after = await open(box)
    expect(await value(after.url, 'select answer from kept')).toBe(42)
  })

  test('a keeper at any moment of its start', async () => {
    await using box = sandbox()
    for (const delay of [0, 60, 150, 400, 700]) {
      const lease = open(box)
      await vi.waitFor(() => expect(box.keepers()).toHaveLength(1), { timeout: 10_000, interval: 5 })
      await sleep(delay)
      await killAll(box.keepers())
      const server = await lease
      await server[Symbol.asyncDispose]()
      await using again = await open(box)
      expect(await value(again.url, 'select 1')).toBe(1)
    }
  })
})

describe.concurrent('what is left over', () => {
  test('half a cluster is swept away', async () => {
    await using box = sandbox()
    mkdirSync(join(box.folder, 'data.0123456789ab', 'base'), { recursive: true })
    writeFileSync(join(box.folder, 'data.0123456789ab.password'), 'x')
    await using server = await open(box)
    expect(await value(server.url, 'select 1')).toBe(1)
    expect(readdirSync(box.folder).filter((name) => name.startsWith('data'))).toEqual(['data'])
  })

  test('a lock of the server is no obstacle, whoever has its process id by now', async () => {
    await using box = sandbox()
    await used(box)
    for (const pid of [4_000_000, process.pid, 1]) {
      writeFileSync(join(box.folder, 'data', 'postmaster.pid'), `${pid}\n${join(box.folder, 'data')}\n`)
      const server = await open(box)
      expect(await value(server.url, 'select answer from kept')).toBe(42)
      await server[Symbol.asyncDispose]()
      await box.quiet()
    }
  })

  test('nor is a mark of a keeper, whoever has its process id by now', async () => {
    await using box = sandbox()
    const marks = [4_000_000, process.pid, 1].map((pid) => `keeper.${pid}`)
    for (const mark of marks) writeFileSync(join(box.folder, mark), '')
    await using server = await open(box)
    expect(await value(server.url, 'select 1')).toBe(1)
    expect(readdirSync(box.folder).filter((name) => marks.includes(name))).toEqual([])
  })

  test('nor is an address, whatever it says', async () => {
    await using box = sandbox()
    for (const text of ['', '{', 'null', '{"leasePort":70000}', '{"leasePort":"x","token":1}']) {
      writeFileSync(join(box.folder, 'server.json'), text)
      const server = await open(box)
      expect(await value(server.url, 'select 1')).toBe(1)
      await server[Symbol.asyncDispose]()
      await box.quiet()
    }
  })

  test('nor is one where somebody else listens by now', async () => {
    await using box = sandbox()
    const stranger = createServer((socket) =>
      socket.on('error', () => undefined).write('220 mail.example.org\r\n'),
    )
    await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve))
    const { port } = stranger.address() as AddressInfo
    const stale = { keeper: 4_000_000, leasePort: port, token: 'x', port, password: 'x' }
    writeFileSync(join(box.folder, 'server.json'), JSON.stringify(stale))
    await using server = await open(box)
    expect(await value(server.url, 'select 1')).toBe(1)
    stranger.close()
  })
})

test.concurrent('at the keeper’s port, whoever does not know the word is nobody, and stops nothing', async () => {
  await using box = sandbox()
  await using server = await open(box)
  const stop = '"ask":"stop","force":true}\n'
  for (const text of ['', 'GET / HTTP/1.1\r\n\r\n', 'null\n', `{${stop}`, `{"token":"x",${stop}`]) {
    const socket = connect(box.reachable().leasePort, '127.0.0.1', () => socket.end(text))
    await new Promise((resolve) => {
      socket
        .once('close', resolve)
        .on('error', () => undefined)
        .resume()
    })
  }
  await sleep(600)
  expect(await value(server.url, 'select 1')).toBe(1)
  expect(box.keepers()).toHaveLength(1)
})
