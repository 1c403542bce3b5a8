/** `db`, run as people run it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { describe, expect, inject, test } from 'vitest'
import { blank } from './support/blank.ts'
import { kill, packageFolder, startClient } from './support/client.ts'
import { value } from './support/query.ts'
import { sandbox } from './support/sandbox.ts'

const cli = join(packageFolder, 'dist', 'cli.js')

type Variables = Readonly<Record<string, string>>

function environment(variables: Variables): NodeJS.ProcessEnv {
  const { PATH, HOME } = process.env
  return { PATH, HOME, ...blank, ...variables }
}

async function db(variables: Variables, ...args: readonly string[]) {
  const child = spawn(process.execPath, [cli, ...args], { env: environment(variables) })
  const [stdout, stderr, [status]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ])
  return { status: status as number, stdout, stderr }
}

/** What an expected failure or a wrong use looks like: one line, the code in it, nothing else. */
function refusal(code: string, said: string | RegExp = '') {
  const words =
    typeof said === 'string' ? said.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`) : said.source
  return {
    status: 2,
    stdout: '',
    stderr: expect.stringMatching(`^error: .*${words}.* \\[${code}\\]\\n$`) as string,
  }
}

describe.concurrent('the embedded server by hand', () => {
  test('is started, stays, is looked at, and is stopped', async () => {
    await using box = sandbox()
    const { folder, quiet, servers } = box
    const at = { RETORT_DATA: folder }
    expect((await db(at, 'status')).stdout).toBe(
      'The embedded server does not run. It is started when it is needed.\n',
    )
    expect(servers()).toEqual([])

    const started = await db(at, 'start')
    expect(started).toMatchObject({ status: 0, stderr: '' })
    expect(started.stdout).toMatch(
      /^The embedded server runs at postgres:\/\/retort:\*\*\*@127\.0\.0\.1:\d+\/retort; nobody uses it, and it stays\.\n$/,
    )
    const { stdout } = await db(at, 'url')
    expect(await value(stdout.trim(), 'select 1')).toBe(1)
    const password = new URL(stdout).password
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    expect(servers()).toHaveLength(1)

    const shown = JSON.parse((await db(at, 'status', '--json')).stdout) as unknown
    const redacted = stdout.trim().replace(password, '***')
    expect(shown).toEqual({ kind: 'embedded', running: true, url: redacted, leases: 0, pinned: true })
    expect((await db(at, 'start')).stdout).toBe(started.stdout)

    const stopped = await db(at, 'stop', '--json')
    expect(JSON.parse(stopped.stdout)).toEqual({ kind: 'embedded', running: false, leases: 0, pinned: false })
    expect(servers()).toEqual([])
    expect(await db(at, 'stop')).toMatchObject({ status: 0, stderr: '' })
    await quiet()
  })

  test('is not stopped while somebody uses it, unless by force', async () => {
    await using box = sandbox()
    const { folder, servers, quiet } = box
    const at = { RETORT_DATA: folder }
    await using client = await startClient(folder, 'hold')
    await db(at, 'start')
    expect((await db(at, 'stop')).stdout).toContain('1 process(es) use it')
    expect(await db(at, 'reset')).toEqual(refusal('SERVER_IN_USE', '1 process(es) use the server'))
    expect(await value(client.url, 'select 1')).toBe(1)
    expect(await db(at, 'stop', '--force')).toMatchObject({ status: 0, stderr: '' })
    expect(servers()).toEqual([])
    await kill(client)
    await quiet()
  })

  test('is let go of by stop: it ends with its last user', async () => {
    await using box = sandbox()
    const { folder, quiet } = box
    const at = { RETORT_DATA: folder }
    await db(at, 'start')
    await using client = await startClient(folder, 'hold')
    await db(at, 'stop')
    expect(await value(client.url, 'select 1')).toBe(1)
    await kill(client)
    await quiet()
    expect(existsSync(join(folder, 'pinned'))).toBe(false)
  })

  test('loses its data by reset, and by nothing else', async () => {
    await using box = sandbox()
    const { folder, quiet } = box
    const at = { RETORT_DATA: folder }
    await db(at, 'start')
    await value((await db(at, 'url')).stdout.trim(), 'create table kept ()')
    const table = async () => {
      const { stdout } = (await db(at, 'start')) && (await db(at, 'url'))
      return value(stdout.trim(), `select to_regclass('kept')::text`)
    }
    await db(at, 'stop')
    expect(await table()).toBe('kept')
    expect(await db(at, 'reset')).toEqual({
      status: 0,
      stdout: 'The data of the embedded server is gone.\n',
      stderr: '',
    })
    expect(existsSync(join(folder, 'data'))).toBe(false)
    expect(await table()).toBeNull()
    await db(at, 'stop', '--force')
    await quiet()
  })

  test('is reset where there is none', async () => {
    await using box = sandbox()
    const { folder } = box
    expect((await db({ RETORT_DATA: join(folder, 'nowhere') }, 'reset')).status).toBe(0)
    expect(existsSync(join(folder, 'nowhere'))).toBe(false)
  })
})

describe.concurrent('run', () => {
  test('holds the server while the command runs, and passes on its words and its exit code', async () => {
    await using box = sandbox()
    const { folder, quiet } = box
    const at = { RETORT_DATA: folder }
    const program = `
      const { running, leases } = JSON.parse(require('node:child_process').execFileSync(process.execPath, [process.argv[1], 'status', '--json']))
      console.log(running, leases, process.argv.slice(2)); process.exitCode = 7`
    const args = ['run', '--', process.execPath, '--eval', program, '--', cli, '--json', '--help', 'a b']
    expect(await db(at, ...args)).toEqual({
      status: 7,
      stdout: `true 1 [ '--json', '--help', 'a b' ]\n`,
      stderr: '',
    })
    await quiet()
  })

  test.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)('passes %s on to the command, and says how it ended', async (signal, code) => {
    await using box = sandbox()
    const { folder, quiet } = box
    const command = [
      cli,
      'run',
      '--',
      process.execPath,
      '--eval',
      'console.log("up"); setInterval(() => 0, 1000)',
    ]
    const child = spawn(process.execPath, command, {
      env: environment({ RETORT_DATA: folder }),
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(createInterface(child.stdout), 'line')
    child.kill(signal)
    expect(await once(child, 'exit')).toEqual([code, null])
    await quiet()
  })

  test('says in one line that there is no such command', async () => {
    await using box = sandbox()
    const { folder, quiet } = box
    const gone = await db({ RETORT_DATA: folder }, 'run', '--', 'no-such-command')
    expect(gone).toEqual(refusal('NO_SUCH_COMMAND', '"no-such-command"'))
    await quiet()
  })

  test('does not begin where the server cannot be used', async () => {
    const refused = await db(
      { DATABASE_URL: 'postgres://user:secret@127.0.0.1:1/shop' },
      'run',
      '--',
      'echo',
      'begun',
    )
    expect(refused).toEqual(refusal('UNREACHABLE', '127.0.0.1:1'))
    expect(refused.stderr).not.toContain('secret')
  })
})

describe.concurrent('a server of the environment', () => {
  const { url } = inject('postgres')

  test('is shown without its password, except by url', async () => {
    const { password, port } = new URL(url)
    const { stdout } = await db({ DATABASE_URL: url }, 'status')
    expect(stdout).toContain(`:${port}/`)
    expect(stdout).not.toContain(password)
    expect((await db({ DATABASE_URL: url }, 'url')).stdout).toBe(`${url}\n`)
  })

  test.each(['start', 'stop', 'reset'])('is not for %s', async (command) => {
    expect(await db({ DATABASE_URL: url }, command)).toEqual(refusal('NOT_EMBEDDED', 'a server of yours'))
    expect(await db({ POSTGRES_DB: 'shop' }, command)).toEqual(refusal('NOT_EMBEDDED', 'a server of yours'))
  })
})

describe.concurrent('wrong use', () => {
  test.each([
    [[], 'Say what to do'],
    [['frobnicate'], "unknown command 'frobnicate'"],
    [['start', '--sideways'], "unknown option '--sideways'"],
    [['run'], "missing required argument 'command'"],
    [['stop', 'now'], 'too many arguments'],
  ])('%j takes one line', async (args, said) => {
    expect(await db({}, ...args)).toEqual(refusal('WRONG_USAGE', said))
  })

  test('help is none', async () => {
    const { status, stdout, stderr } = await db({}, '--help')
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    for (const command of ['start', 'stop', 'status', 'url', 'reset', 'run'])
      expect(stdout).toContain(`  ${command}`)
  })

  test.each(['start', 'url', 'stop', 'reset'])('a folder in a file: %s takes one line', async (command) => {
    await using box = sandbox()
    const { folder } = box
    writeFileSync(join(folder, 'file'), '')
    const there = { RETORT_DATA: join(folder, 'file', 'below') }
    expect(await db(there, command)).toEqual(refusal('DATA_FOLDER', 'ENOTDIR'))
    expect((await db(there, 'status')).status).toBe(0)
  })

  test('an address that is none takes one line, which does not repeat it', async () => {
    for (const command of ['start', 'stop', 'status', 'url', 'reset']) {
      const refused = await db({ DATABASE_URL: 'postgres://user:hush#hush@host/shop' }, command)
      expect(refused).toEqual(refusal('INVALID_URL'))
      expect(refused.stderr).not.toContain('hush')
    }
  })
})
