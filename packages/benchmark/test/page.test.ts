/** The page as a reader sees it, in a real browser. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pageOf } from '../src/page/page.ts'
import type { Results } from '../src/results/results.ts'
import { Results as Shape } from '../src/results/results.ts'
import { openChromium } from './support/chromium.ts'
import { sampleResults } from './support/sample-results.ts'

const results = sampleResults()

let browser: Browser
let folder: string
/** The sample, for tests that only look. */
let desk: Seen

/** Installing a browser takes a while. */
beforeAll(async () => {
  browser = await openChromium()
  folder = await mkdtemp(join(tmpdir(), 'retort-page-'))
  desk = await open()
}, 300_000)

afterAll(async () => {
  await browser?.close()
  if (folder !== undefined) await rm(folder, { recursive: true })
})

type Seen = { readonly page: Page; readonly complaints: string[]; readonly requests: string[] }

/** Opens results as a file, the way people do, and notes whatever the browser complains of or asks for. */
async function open(
  shown: Results = results,
  options: BrowserContextOptions = {},
  script = '',
): Promise<Seen> {
  const path = join(folder, `${Math.random()}.html`)
  await writeFile(path, await pageOf(shown))
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...options })
  const complaints: string[] = []
  const requests: string[] = []
  page.on('console', (message) => complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('request', (request) => requests.push(request.url()))
  if (script !== '') await page.addInitScript({ content: script })
  const url = pathToFileURL(path).href
  await page.goto(url)
  if (shown.workloads.length > 0) await page.waitForSelector('figure svg')
  return { page, complaints, requests: requests.filter((each) => each !== url && !each.startsWith('data:')) }
}

const marks = (page: Page, plot: string, shape: 'bar' | 'dot') =>
  page
    .locator(`figure[data-plot="${plot}"] [aria-label="${shape}"] ${shape === 'bar' ? 'rect' : 'circle'}`)
    .count()

const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }

test('the sample that this is tested with is a run', () => {
  expect(Shape.parse(results)).toEqual(results)
})

describe('the file', () => {
  test('is one, and no larger than a picture', async () => {
    const text = await pageOf(results)
    expect(text.length).toBeLessThan(700_000)
    expect(text.match(/<(?:link|img|iframe|script)\b[^>]*\b(?:src|href)="(?!data:)/g)).toBeNull()
    expect(text).toContain('<html lang="en">')
    expect(text).toContain('name="viewport"')
  })

  test('carries the results', async () => {
    const { page } = desk
    const embedded = await page.locator('#results').textContent()
    const { machine, workloads, growth } = JSON.parse(embedded ?? '') as Results
    expect(machine).toEqual(results.machine)
    expect(workloads.map(({ ways }) => ways.length)).toEqual(results.workloads.map(({ ways }) => ways.length))
    expect(growth).toHaveLength(results.growth.length)
  })

  test('is read without complaint, and asks nobody for anything', async () => {
    const { page, complaints, requests } = desk
    expect(await page.title()).toBe('Retort benchmark, 2026-11-26')
    expect([complaints, requests]).toEqual([[], []])
  })

  test('says everything but the plots without a script', async () => {
    const { page } = await open({ ...results, workloads: [] }, { javaScriptEnabled: false })
    await page.goto(page.url())
    expect(await page.locator('#stream tbody tr').count()).toBe(results.stream.length)
    expect(await page.locator('#theme').isVisible()).toBe(false)
    await page.close()
  })
})

describe('the plots', () => {
  test.each(results.workloads.map(({ name, ways }) => ({ name, ways: ways.length })))(
    'have a bar for each of the $ways ways of $name',
    async ({ name, ways }) => {
      const { page } = desk
      expect(await marks(page, name, 'bar')).toBe(ways)
      expect(await page.locator(`#${name} tbody tr`).count()).toBe(ways)
    },
  )

  test('have a dot for each point of growth, and of the grid, and a bar for each call', async () => {
    const { page } = desk
    const { grid, timelines } = results.worlds ?? { grid: [], timelines: [] }
    expect(await marks(page, 'growth-time', 'dot')).toBe(results.growth.length)
    expect(await marks(page, 'growth-bytes', 'dot')).toBe(results.growth.length)
    expect(await marks(page, 'throughput', 'dot')).toBe(grid.length)
    expect(await marks(page, 'delay', 'dot')).toBe(grid.length)
    expect(await marks(page, 'timeline', 'bar')).toBe(timelines.flatMap(({ calls }) => calls).length)
  })

  test('begin each bar at what pg takes, to the left for what is faster', async () => {
    const { page } = desk
    const widths = await page.evaluate<number[]>(
      `[...document.querySelectorAll('figure[data-plot="W3"] [aria-label="bar"] rect')].map((bar) => bar.getBoundingClientRect().width)`,
    )
    const ratios = results.workloads
      .flatMap(({ name, ways }) => (name === 'W3' ? ways : []))
      .map(({ ratio }) => Math.abs(Math.log(ratio.median)))
    const scale = Math.max(...widths) / Math.max(...ratios)
    const expected = ratios.map((ratio) => ratio * scale).toSorted((a, b) => a - b)
    for (const [index, width] of widths.toSorted((a, b) => a - b).entries())
      expect(width).toBeCloseTo(expected[index] ?? 0, 0)
  })

  test('are as wide as there is room, also when that changes', async () => {
    const { page } = await open()
    const width = () =>
      page.evaluate<number>(
        `document.querySelector('figure[data-plot="W2"] svg').getBoundingClientRect().width`,
      )
    const before = await width()
    await page.setViewportSize({ width: 700, height: 900 })
    await expect.poll(width).toBeLessThan(700)
    expect(before).toBeGreaterThan(900)
    expect(await marks(page, 'W2', 'bar')).toBe(
      results.workloads.find(({ name }) => name === 'W2')?.ways.length,
    )
    await page.close()
  })

  test('tell the figures of what is pointed at', async () => {
    const { page } = desk
    await page.locator('figure[data-plot="W2"]').scrollIntoViewIfNeeded()
    await page.locator('figure[data-plot="W2"] [aria-label="bar"] rect').first().hover()
    const tip = page.locator('figure[data-plot="W2"] [aria-label="tip"]')
    await expect
      .poll(() => tip.textContent())
      .toMatch(/Retort async, plain.*0\.51 times pg.*2 statements, 181 kB/)
  })

  test('are drawn: none is blank, in light and dark', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await desk.page.emulateMedia({ colorScheme })
      for (const figure of await desk.page.locator('figure[data-plot] svg').all())
        expect(await colorsIn(await figure.screenshot())).toBeGreaterThan(20)
    }
    await desk.page.emulateMedia({ colorScheme: 'light' })
  })
})

/** How many colours a picture has; the page that is looked at may not load it. */
async function colorsIn(png: Buffer): Promise<number> {
  counter ??= await browser.newPage()
  return counter.evaluate<number>(`(async () => {
    const image = new Image()
    image.src = 'data:image/png;base64,${png.toString('base64')}'
    await image.decode()
    const canvas = new OffscreenCanvas(image.width, image.height)
    const context = canvas.getContext('2d')
    context.drawImage(image, 0, 0)
    return new Set(new Uint32Array(context.getImageData(0, 0, image.width, image.height).data.buffer)).size
  })()`)
}

let counter: Page | undefined

describe('the tables', () => {
  const ratios = async (page: Page) =>
    (await page.locator('#W2 tbody td:nth-child(4)').allTextContents()).map(Number)
  const head = (page: Page, name: string) => page.locator('#W2 thead th').filter({ hasText: name })
  const ascending = (values: readonly number[]) => values.toSorted((a, b) => a - b)

  test('come sorted by ratio, and are sorted the other way by a click', async () => {
    const { page } = await open()
    expect(await ratios(page)).toEqual(ascending(await ratios(page)))
    expect(await head(page, 'ratio').getAttribute('aria-sort')).toBe('ascending')
    await head(page, 'ratio').getByRole('button').click()
    expect(await ratios(page)).toEqual(ascending(await ratios(page)).toReversed())
    expect(await head(page, 'ratio').getAttribute('aria-sort')).toBe('descending')
    await page.close()
  })

  test('are sorted by keyboard, by words and by figures with thousands', async () => {
    const { page } = await open()
    await head(page, 'way').getByRole('button').focus()
    await page.keyboard.press('Enter')
    const ways = await page.locator('#W2 tbody td:nth-child(2)').allTextContents()
    expect(ways).toEqual(ways.toSorted((a, b) => a.localeCompare(b, 'en')))
    expect(await head(page, 'way').getAttribute('aria-sort')).toBe('ascending')
    expect(await head(page, 'ratio').getAttribute('aria-sort')).toBe('none')
    const bytes = page.locator('#growth thead th').filter({ hasText: 'kB' }).getByRole('button')
    await bytes.focus()
    await page.keyboard.press('Space')
    const kilobytes = (await page.locator('#growth tbody td:nth-child(8)').allTextContents()).map((text) =>
      Number(text.replaceAll(',', '')),
    )
    expect(kilobytes).toEqual(ascending(kilobytes))
    await page.close()
  })

  test('put what has no figure last, whichever way they are sorted', async () => {
    const { page } = await open()
    const flush = page.locator('.matrix thead th').filter({ hasText: 'flush' }).getByRole('button')
    const last = page.locator('.matrix tbody tr').last().locator('td').last()
    for (const _ of ['ascending', 'descending']) {
      await flush.click()
      expect(await last.textContent()).toBe('–')
    }
    await page.close()
  })
})

describe('the colours', () => {
  const background = (page: Page) => page.evaluate<string>('getComputedStyle(document.body).backgroundColor')
  const light = 'rgb(247, 245, 241)'
  const dark = 'rgb(18, 21, 24)'

  test('are as the system says', async () => {
    const { page } = await open(results, { colorScheme: 'dark' })
    expect(await background(page)).toBe(dark)
    await page.emulateMedia({ colorScheme: 'light' })
    expect(await background(page)).toBe(light)
    await page.close()
  })

  test('change by the button, and stay so', async () => {
    const { page } = await open(results, { colorScheme: 'light' })
    await page.locator('#theme').click()
    expect(await background(page)).toBe(dark)
    expect(await page.locator('#theme').getAttribute('aria-pressed')).toBe('true')
    await page.reload()
    expect(await background(page)).toBe(dark)
    await page.locator('#theme').click()
    expect(await background(page)).toBe(light)
    await page.close()
  })

  test('change by the button also where nothing can be remembered', async () => {
    const blocked = `Object.defineProperty(window, 'localStorage', { get() { throw new Error('blocked') } })`
    const { page, complaints } = await open(results, { colorScheme: 'dark' }, blocked)
    await page.locator('#theme').click()
    expect(await background(page)).toBe(light)
    expect(complaints).toEqual([])
    await page.close()
  })

  test.each(['light', 'dark'] as const)(
    'can be read in %s: text has a contrast of 4.5 at least',
    async (colorScheme) => {
      const { page } = await open(results, { colorScheme })
      const contrasts = await page.evaluate<Record<string, number>>(`(() => {
      const probe = document.body.appendChild(document.createElement('i'))
      const luminance = (name) => {
        probe.style.color = 'var(' + name + ')'
        const [r, g, b] = getComputedStyle(probe).color.match(/[\\d.]+/g).map((part) => part / 255)
        const linear = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
        return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
      }
      const contrast = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
      const names = ['--ink', '--muted', '--retort', '--peer', '--hand', '--warn', '--blocking', '--async', '--loop']
      return Object.fromEntries(names.map((name) => [name, contrast(luminance(name), luminance('--panel'))]))
    })()`)
      for (const [name, contrast] of Object.entries(contrasts))
        expect(contrast, name).toBeGreaterThanOrEqual(4.5)
      await page.close()
    },
  )
})

describe.each([
  ['a desk', { viewport: { width: 1280, height: 900 } }],
  ['a phone', phone],
] as const)('on %s', (_, options) => {
  let page: Page

  beforeAll(async () => {
    page = (await open(results, options)).page
  })

  afterAll(() => page.close())

  test('the page does not scroll sideways; wide tables do, in their own boxes', async () => {
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(options.viewport.width)
    const outside = await page.evaluate<string[]>(`[...document.querySelectorAll('body *')]
      .filter((each) => !each.closest('.scroll, nav, .unseen') && each.getBoundingClientRect().right > innerWidth + 1)
      .map((each) => each.outerHTML.slice(0, 100))`)
    expect(outside).toEqual([])
  })

  test('no text is smaller than 11 pixels', async () => {
    const small = await page.evaluate<string[]>(`[...document.querySelectorAll('body *')]
      .filter((each) => [...each.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== ''))
      .filter((each) => !['SCRIPT', 'STYLE'].includes(each.tagName) && parseFloat(getComputedStyle(each).fontSize) < 11)
      .map((each) => each.outerHTML.slice(0, 100))`)
    expect(small).toEqual([])
  })
})

describe('what is said', () => {
  test('answers which strategy to use, when to block, and how the others compare', async () => {
    const { page } = desk
    const answers = await page.locator('.answers article').allInnerTexts()
    expect(answers[0]).toMatch(
      /selectin, 0\.52 × pg.*subquery\s+1\.2 ×.*joined\s+2\.5 × the bytes\s+1\.9 ×.*lazy/s,
    )
    expect(answers[1]).toMatch(
      /a blocking call takes 0\.50 of the time of an async one.*64 callers.*timers waiting/s,
    )
    expect(answers[2]).toMatch(
      /Retort 0\.60 ×, Objection 2\.0 ×.*Drizzle\s+6 of 7 workloads\s+2\.1 ×.*Sequelize\s+4\.1 ×/s,
    )
  })

  test('opens each workload: everybody beside pg, and strategies beside each other', async () => {
    const { page } = desk
    expect(await page.locator('#W3 .finding').allInnerTexts()).toEqual([
      'Retort async (selectin) takes 0.60 of the time of hand-written pg, blocking 0.65, the best of the others, Objection (withGraphFetched), 1.99 and Sequelize (include) 6.73.',
      'Beside selectin, joined takes 2.3 times as long for 3.6 times the bytes, subquery takes 1.3 times as long, lateral takes 2.6 times as long for 1.5 times the bytes and lazy takes 63 times as long with 1,101 statements instead of 4.',
    ])
  })

  test('names who could not take part, and why', async () => {
    const { page } = desk
    expect(await page.locator('#contenders').innerText()).toContain(
      'SQLAlchemy: python3 has no module sqlalchemy',
    )
  })

  test('warns loudly of figures that are not to be believed', async () => {
    const noise = {
      ...results.noise,
      isBelievable: false,
      verdict: 'The machine was busy with something else.',
    }
    const { page } = await open(sampleResults({ noise }))
    const alert = page.getByRole('alert')
    expect(await alert.innerText()).toMatch(/^Do not quote these figures\. The machine was busy/)
    await page.close()
  })
})

describe('a run of less', () => {
  test('leaves out what was not measured', async () => {
    const { worlds: _, ...rest } = sampleResults({ growth: [], stream: [] })
    const { page, complaints } = await open(rest)
    const sections = await page.evaluate<string[]>(
      `[...document.querySelectorAll('main > section')].map(({ id }) => id)`,
    )
    expect(sections).toEqual(['summary', ...results.workloads.map(({ name }) => name), 'contenders'])
    expect(await page.locator('nav a').allTextContents()).not.toContain('Growth')
    expect(complaints).toEqual([])
    await page.close()
  })

  test('may be the two worlds only', async () => {
    const { page, complaints } = await open(
      sampleResults({ workloads: [], growth: [], stream: [], contenders: [] }),
    )
    await page.waitForSelector('figure[data-plot="timeline"] svg')
    expect(await page.locator('figure svg').count()).toBe(3)
    expect(complaints).toEqual([])
    await page.close()
  })

  test('may be one workload of pg alone', async () => {
    const [first] = results.workloads
    if (first === undefined) throw new Error('there is no workload')
    const ways = first.ways.filter(({ contender }) => contender === 'pg')
    const { page, complaints } = await open(
      sampleResults({ workloads: [{ ...first, ways }], growth: [], stream: [] }),
    )
    expect(await marks(page, 'W1', 'bar')).toBe(1)
    expect(complaints).toEqual([])
    await page.close()
  })
})

test('names that look like markup stay names', async () => {
  const hostile = `<img src=x onerror="document.title='taken'"></script><script>document.title='taken'</script>"'\u2028<!--`
  const [first, ...others] = results.workloads
  if (first === undefined) throw new Error('there is no workload')
  const workloads = [
    {
      ...first,
      title: hostile,
      notes: [hostile],
      ways: first.ways.map((way) => ({ ...way, way: `${way.way} ${hostile}` })),
    },
    ...others,
  ]
  const contenders = results.contenders.map((each) => ({ ...each, title: `${each.title} ${hostile}` }))
  const advice = [hostile]
  const { worlds } = results
  const { page, complaints, requests } = await open(
    sampleResults({
      workloads,
      contenders,
      command: hostile,
      ...(worlds && { worlds: { ...worlds, advice } }),
    }),
  )
  expect(await page.title()).toBe('Retort benchmark, 2026-11-26')
  expect(await page.locator('img').count()).toBe(0)
  expect(await page.locator('#W1 .notes').textContent()).toContain(hostile)
  expect(await marks(page, 'W1', 'bar')).toBe(first.ways.length)
  await page.setViewportSize(phone.viewport)
  await expect.poll(() => page.evaluate<number>('document.documentElement.scrollWidth')).toBe(390)
  expect([complaints, requests]).toEqual([[], []])
  await page.close()
})
