/** The demo as a person runs it, on servers that are not there or do not let it in. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, inject, test } from 'vitest'

const program = fileURLToPath(new URL('../dist/main.js', import.meta.url))
const good = new URL(inject('postgres').url)

function address(change: (url: URL) => void): string {
  const url = new URL(good)
  change(url)
  return url.href
}

describe('the async story', () => {
  test.each([
    ['a closed port', address((url) => (url.port = '1')), 'UNREACHABLE'],
    [
      'a user that is not there',
      address((url) => ([url.username, url.password] = ['nobody', 'sesame'])),
      'WRONG_CREDENTIALS',
    ],
    ['a database that is not there', address((url) => (url.pathname = '/nowhere')), 'NO_SUCH_DATABASE'],
    ['an address that is none', 'sesame', 'INVALID_URL'],
  ])('says in one line what is wrong with %s', (_what, url, code) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [program], {
      encoding: 'utf8',
      env: { ...process.env, DATABASE_URL: url },
    })
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(new RegExp(`^error: .* \\[${code}\\]\\n$`))
    expect(stderr).not.toContain('sesame')
    if (good.password !== '') expect(stderr).not.toContain(good.password)
  })
})
