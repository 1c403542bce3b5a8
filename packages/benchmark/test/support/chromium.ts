/** A browser to look at pages with: the one that is here, or Debian's, which is installed where we may. */
import { spawnSync } from 'node:child_process'
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
export function openChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath(), args, headless: true })
}

function chromiumPath(): string {
  const path = found() ?? installed()
  if (path !== undefined) return path
  throw new Error(
    'The page is tested in Chromium or Chrome, and neither is here. Install one (on Debian and Ubuntu: apt-get install chromium), or set CHROME_PATH.',
  )
}

function found(): string | undefined {
  return [process.env['CHROME_PATH'] ?? '', ...usual].find((path) => path !== '' && existsSync(path))
}

/** As root, where there is apt-get; package lists may have to be read first. */
function installed(): string | undefined {
  if (process.getuid?.() !== 0 || !apt('--version')) return undefined
  const install = ['install', '-y', '--no-install-recommends', 'chromium', 'fonts-dejavu-core']
  if (apt(...install) || (apt('update') && apt(...install))) return found()
  return undefined
}

function apt(...words: readonly string[]): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  return spawnSync('apt-get', words, { env, stdio: 'ignore' }).status === 0
}
