import { join } from 'node:path'
import { sessionmaker } from '@retort/session/async'
import { describe, expect, it } from 'vitest'
import { bench } from './support/bench.ts'
import { migrate, migrateWith } from './support/cli.ts'
import { revision, three, versions } from './support/versions.ts'

const nowhere = 'postgres://someone:secret@127.0.0.1:1/none'

describe('migrate', () => {
  it('goes up, tells where it stands, and goes down', async () => {
    const { url, recorded } = await bench()
    const up = await migrate(url, 'up')
    expect(up).toMatchObject({ code: 0, stderr: '' })
    expect(up.stdout).toMatch(
      /^up {4}0001 {2}create shop {2}\(\d+ ms\)\nup {4}0002 {2}check amounts .*\n2 revisions applied\.\n$/,
    )
    expect(await migrate(url, 'up')).toMatchObject({ code: 0, stdout: 'Already up to date.\n' })
    const status = await migrate(url, 'status')
    expect(status.stdout).toMatch(
      /^id {4}name +standing +applied at\n0001 {2}create shop +applied +20\d\d-.* UTC\n/,
    )
    expect(status.stdout).toMatch(/\n2 applied, 0 pending\.\n$/)
    expect((await migrate(url, 'down')).stdout).toMatch(/^down {2}0002 .*\n1 revision reverted\.\n$/)
    expect((await migrate(url, 'status')).stdout).toMatch(
      /0002 {2}check amounts +pending\n\n1 applied, 1 pending\.\n$/,
    )
    await migrate(url, 'down', '--all')
    expect(await migrate(url, 'down')).toMatchObject({ code: 0, stdout: 'Nothing to revert.\n' })
    expect(await recorded()).toEqual([])
  }, 60_000)

  it('prints values as JSON and nothing else', async () => {
    const { url, folder } = await bench(three)
    const json = async (...args: readonly string[]): Promise<unknown> =>
      JSON.parse((await migrate(url, ...args, '--folder', folder, '--json')).stdout)
    expect(await json('up', '--steps', '2')).toMatchObject([
      { id: '0001', name: 'make a', direction: 'up', milliseconds: expect.any(Number) },
      { id: '0002' },
    ])
    expect(await json('status')).toMatchObject([
      { id: '0001', revises: null, appliedAt: expect.stringMatching(/^20.*Z$/), standing: 'applied' },
      { id: '0002' },
      { id: '0003', appliedAt: null },
    ])
    expect(await json('down', '--to', '0001')).toMatchObject([{ id: '0002', direction: 'down' }])
    expect(await json('up', '--to', '0001')).toEqual([])
    expect(await json('create', 'new thing')).toEqual({ path: join(folder, '0004_new_thing.mjs') })
  }, 60_000)

  it('says in one line why a revision failed', async () => {
    const { url, folder } = await bench({
      '0001_odd.mjs': revision({ id: '0001', revises: null, up: ['select 1', 'selec\nt'] }),
    })
    const { code, stdout, stderr } = await migrate(url, 'up', '--folder', folder)
    expect(code).toBe(2)
    expect(stdout).toBe('')
    expect(stderr).toMatch(
      /^error: Revision 0001 \(odd\) failed going up at statement 2: syntax error .* \[REVISION_FAILED\]\n$/,
    )
  })

  it('says who holds the lock while it waits', async () => {
    const { url, folder, engine } = await bench(three)
    await using session = sessionmaker(engine)()
    await session.execute`select pg_advisory_xact_lock(1919251567, 1)`
    const { code, stderr } = await migrate(url, 'up', '--folder', folder, '--lock-timeout', '1.2')
    expect(code).toBe(2)
    const [waiting, error, ...rest] = stderr.split('\n')
    expect(waiting).toMatch(/^Waiting for another migration: bench, PostgreSQL process \d+, since 2.*Z\.$/)
    expect(error).toMatch(/^error: Another migration \(bench, .* longer than the 1\.2 s .* \[LOCKED\]$/)
    expect(rest).toEqual([''])
  })
})

describe('colours', () => {
  it.each([
    ['are there when they are asked for', { FORCE_COLOR: '1' }, true],
    ['are not there when output is piped', {}, false],
    ['are not there in CI when output is piped', { CI: 'true' }, false],
    ['are not there when nobody wants them', { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
  ])('%s', async (_, env, colored) => {
    const { url, folder } = await bench(three)
    const { stdout } = await migrateWith({ ...env, DATABASE_URL: url }, 'status', '--folder', folder)
    expect(stdout.includes('\u001B[')).toBe(colored)
    // oxlint-disable-next-line no-control-regex
    expect(stdout.replaceAll(/\u001B\[\d+m/g, '')).toMatch(/0003 {2}make c {2}pending\n/)
  })
})

describe('migrate refuses in one line', () => {
  it.each<readonly [readonly string[], RegExp]>([
    [[], /Say what to do: up, down, status or create <name>.*\[WRONG_USAGE\]/],
    [['upp'], /unknown command 'upp' \(Did you mean up\?\) \[WRONG_USAGE\]/],
    [['up', '--nope'], /unknown option '--nope'.*\[WRONG_USAGE\]/],
    [['up', '0002'], /too many arguments.*\[WRONG_USAGE\]/],
    [['up', '--steps', '0'], /'0' is invalid.*whole number above 0.*\[WRONG_USAGE\]/],
    [['up', '--steps', 'abc'], /'abc' is invalid.*\[WRONG_USAGE\]/],
    [['down', '--steps', '-1'], /\[WRONG_USAGE\]/],
    [['up', '--steps', '1', '--to', '0001'], /cannot be used with.*\[WRONG_USAGE\]/],
    [['down', '--all', '--to', '0001'], /cannot be used with.*\[WRONG_USAGE\]/],
    [['down', '--all', '--steps', '1'], /cannot be used with.*\[WRONG_USAGE\]/],
    [['up', '--lock-timeout', 'long'], /number of seconds.*\[WRONG_USAGE\]/],
    [['create'], /missing required argument 'name'.*\[WRONG_USAGE\]/],
    [['create', '!!!'], /needs a letter or a digit.*\[INVALID_NAME\]/],
    [['up'], /\[UNREACHABLE\]/],
  ])('%j', async (args, message) => {
    const { code, stdout, stderr } = await migrate(nowhere, ...args)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(message)
    expect(stderr).toMatch(/^error: [^\n]+\n$/)
    expect(stderr).not.toContain('secret')
  })

  it('a revision that is not there', async () => {
    const { url } = await bench()
    const { code, stderr } = await migrate(url, 'up', '--to', '0099')
    expect(code).toBe(2)
    expect(stderr).toMatch(
      /^error: No revision "0099" in this history\. It goes from 0001 to 0002.*\[UNKNOWN_REVISION\]\n$/,
    )
  })

  it('a folder that is not there', async () => {
    const { url } = await bench()
    const { code, stderr } = await migrate(url, 'status', '--folder', '/nowhere')
    expect(code).toBe(2)
    expect(stderr).toMatch(/^error: There is no folder of revisions at \/nowhere\. .*\[NO_VERSIONS\]\n$/)
  })

  it('a history with two heads', async () => {
    const { url } = await bench()
    const folder = await versions({ ...three, 'x.mjs': revision({ id: 'x', revises: '0002', up: [] }) })
    const { code, stderr } = await migrate(url, 'up', '--folder', folder)
    expect(code).toBe(2)
    expect(stderr).toMatch(/^error: This history has 2 heads: .*\[TWO_HEADS\]\n$/)
  })

  it('nothing when it is asked for help', async () => {
    const { code, stdout } = await migrate(nowhere, 'up', '--help')
    expect(code).toBe(0)
    expect(stdout).toMatch(/--lock-timeout <seconds>/)
  })
})
