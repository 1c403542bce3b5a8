/** `db`, run as people run it. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, expect, inject, test } from 'vitest'
import { kill, packageFolder, startClient } from './support/client.ts'
import { value } from './support/query.ts'
import { sandbox } from './support/sandbox.ts'

const cli = join(packageFolder, 'dist', 'cli.js')

type Variables = Readonly<Record<string, string>>

function environment(variables: Variables): NodeJS.ProcessEnv {
  const { PATH, HOME } = process.env
  return { PATH, HOME, ...variables }
}

function db(variables: Variables, ...args: readonly string[]) {
  const options = { env: environment(variables), encoding: 'utf8', timeout: 30_000 } as const
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], options)
  return { status, stdout, stderr }
}

/** What an expected failure or a wrong use looks like: one line, the code in it, nothing else. */
function refusal(code: string, said: string | RegExp = '') {
  const text =
    typeof said === 'string' ? said.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`) : said.source
  return {
    status: 2,
    stdout: '',
    stderr: expect.stringMatching(`^error: .*${text}.* \\[${code}\\]\\n$`) as string,
  }
}

describe('the embedded server by hand', () => {
  test('is started, stays, is looked at, and is stopped', async () => {
    const { folder, quiet, servers } = sandbox()
    const at = { RETORT_DATA: folder }
    expect(db(at, 'status').stdout).toBe(
      'The embedded server does not run. It is started when it is needed.\n',
    )
    expect(servers()).toEqual([])

    const started = db(at, 'start')
    expect(started).toMatchObject({ status: 0, stderr: '' })
    expect(started.stdout).toMatch(
      /^The embedded server runs at postgres:\/\/retort:\*\*\*@127\.0\.0\.1:\d+\/retort; nobody uses it, and it stays\.\n$/,
    )
    const { stdout } = db(at, 'url')
    expect(await value(stdout.trim(), 'select 1')).toBe(1)
    const password = new URL(stdout).password
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    expect(servers()).toHaveLength(1)

    const shown = JSON.parse(db(at, 'status', '--json').stdout) as unknown
    const redacted = stdout.trim().replace(password, '***')
    expect(shown).toEqual({ kind: 'embedded', running: true, url: redacted, leases: 0, pinned: true })
    expect(db(at, 'start').stdout).toBe(started.stdout)

    const stopped = db(at, 'stop', '--json')
    expect(JSON.parse(stopped.stdout)).toEqual({ kind: 'embedded', running: false, leases: 0, pinned: false })
    expect(servers()).toEqual([])
    expect(db(at, 'stop')).toMatchObject({ status: 0, stderr: '' })
    await quiet()
  })

  test('is not stopped while somebody uses it, unless by force', async () => {
    const { folder, servers, quiet } = sandbox()
    const at = { RETORT_DATA: folder }
    const client = await startClient(folder, 'hold')
    db(at, 'start')
    expect(db(at, 'stop').stdout).toContain('1 process(es) use it')
    expect(db(at, 'reset')).toEqual(refusal('SERVER_IN_USE', '1 process(es) use the server'))
    expect(await value(client.url, 'select 1')).toBe(1)
    expect(db(at, 'stop', '--force')).toMatchObject({ status: 0, stderr: '' })
    expect(servers()).toEqual([])
    await kill(client)
    await quiet()
  })

  test('is let go of by stop: it ends with its last user', async () => {
    const { folder, quiet } = sandbox()
    const at = { RETORT_DATA: folder }
    db(at, 'start')
    const client = await startClient(folder, 'hold')
    db(at, 'stop')
    expect(await value(client.url, 'select 1')).toBe(1)
    await kill(client)
    await quiet()
    expect(existsSync(join(folder, 'pinned'))).toBe(false)
  })

  test('loses its data by reset, and by nothing else', async () => {
    const { folder, quiet } = sandbox()
    const at = { RETORT_DATA: folder }
    db(at, 'start')
    await value(db(at, 'url').stdout.trim(), 'create table kept ()')
    const table = async () => {
      const { stdout } = db(at, 'start') && db(at, 'url')
      return value(stdout.trim(), `select to_regclass('kept')::text`)
    }
    db(at, 'stop')
    expect(await table()).toBe('kept')
    expect(db(at, 'reset')).toEqual({
      status: 0,
      stdout: 'The data of the embedded server is gone.\n',
      stderr: '',
    })
    expect(existsSync(join(folder, 'data'))).toBe(false)
    expect(await table()).toBeNull()
    db(at, 'stop', '--force')
    await quiet()
  })

  test('is reset where there is none', () => {
    const { folder } = sandbox()
    expect(db({ RETORT_DATA: join(folder, 'nowhere') }, 'reset').status).toBe(0)
    expect(existsSync(join(folder, 'nowhere'))).toBe(false)
  })
})

describe('run', () => {
  test('holds the server while the command runs, and passes on its words and its exit code', async () => {
    const { folder, quiet } = sandbox()
    const at = { RETORT_DATA: folder }
    const program = `
      const { running, leases } = JSON.parse(require('node:child_process').execFileSync(process.execPath, [process.argv[1], 'status', '--json']))
      console.log(running, leases, process.argv.slice(2)); process.exitCode = 7`
    const args = ['run', '--', process.execPath, '--eval', program, '--', cli, '--json', '--help', 'a b']
    expect(db(at, ...args)).toEqual({
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
    const { folder, quiet } = sandbox()
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
    const { folder, quiet } = sandbox()
    const gone = db({ RETORT_DATA: folder }, 'run', '--', 'no-such-command')
    expect(gone).toEqual(refusal('NO_SUCH_COMMAND', '"no-such-command"'))
    await quiet()
  })

  test('does not begin where the server cannot be used', () => {
    const refused = db(
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

describe('a server of the environment', () => {
  const { url } = inject('postgres')

  test('is shown without its password, except by url', () => {
    const { password, port } = new URL(url)
    const { stdout } = db({ DATABASE_URL: url }, 'status')
    expect(stdout).toContain(`:${port}/`)
    expect(stdout).not.toContain(password)
    expect(db({ DATABASE_URL: url }, 'url').stdout).toBe(`${url}\n`)
  })

  test.each(['start', 'stop', 'reset'])('is not for %s', (command) => {
    expect(db({ DATABASE_URL: url }, command)).toEqual(refusal('NOT_EMBEDDED', 'a server of yours'))
    expect(db({ POSTGRES_DB: 'shop' }, command)).toEqual(refusal('NOT_EMBEDDED', 'a server of yours'))
  })
})

describe('wrong use', () => {
  test.each([
    [[], 'Say what to do'],
    [['frobnicate'], "unknown command 'frobnicate'"],
    [['start', '--sideways'], "unknown option '--sideways'"],
    [['run'], "missing required argument 'command'"],
    [['stop', 'now'], 'too many arguments'],
  ])('%j takes one line', (args, said) => {
    expect(db({}, ...args)).toEqual(refusal('WRONG_USAGE', said))
  })

  test('help is none', () => {
    const { status, stdout, stderr } = db({}, '--help')
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    for (const command of ['start', 'stop', 'status', 'url', 'reset', 'run'])
      expect(stdout).toContain(`  ${command}`)
  })

  test.each(['start', 'url', 'stop', 'reset'])('a folder in a file: %s takes one line', (command) => {
    const { folder } = sandbox()
    writeFileSync(join(folder, 'file'), '')
    const there = { RETORT_DATA: join(folder, 'file', 'below') }
    expect(db(there, command)).toEqual(refusal('DATA_FOLDER', 'ENOTDIR'))
    expect(db(there, 'status').status).toBe(0)
  })

  test('an address that is none takes one line, which does not repeat it', () => {
    for (const command of ['start', 'stop', 'status', 'url', 'reset']) {
      const refused = db({ DATABASE_URL: 'postgres://user:hush#hush@host/shop' }, command)
      expect(refused).toEqual(refusal('INVALID_URL'))
      expect(refused.stderr).not.toContain('hush')
    }
  })
})
