/** A browser to look at pages with: the one that is here, or Debian's, which is installed where we may. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import type { Browser } from 'playwright-core'
import { chromium } from 'playwright-core'

/** Where Chromium and Chrome are, on Linux and macOS; CHROME_PATH goes before them. */
const usual = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/** No sandbox, since CI is root; and nothing that would reach for the network by itself. */
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/**
 * Starts it without a window.
 * @throws Error that says what to install, where there is none
 */
export async function openChromium(): Promise<Browser> {
  return await chromium.launch({ executablePath: await chromiumPath(), args, headless: true })
}

async function chromiumPath(): Promise<string> {
  const path = found() ?? (await installed())
  if (path !== undefined) return path
  throw new Error(
    'The page is tested in Chromium or Chrome, and neither is here. Install one (on Debian and Ubuntu: apt-get install chromium), or set CHROME_PATH.',
  )
}

function found(): string | undefined {
  return [process.env['CHROME_PATH'] ?? '', ...usual].find((path) => path !== '' && existsSync(path))
}

/** As root, where there is apt-get; package lists may have to be read first. */
async function installed(): Promise<string | undefined> {
  if (process.getuid?.() !== 0 || !(await apt('--version'))) return undefined
  const install = ['install', '-y', '--no-install-recommends', 'chromium', 'fonts-dejavu-core']
  if ((await apt(...install)) || ((await apt('update')) && (await apt(...install)))) return found()
  return undefined
}

/** Says whether it went well; the worker that runs the tests has to answer meanwhile. */
async function apt(...words: readonly string[]): Promise<boolean> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const child = spawn('apt-get', words, { env, stdio: 'ignore' })
  const [code] = await once(child, 'exit').catch(() => [undefined])
  return code === 0
}
