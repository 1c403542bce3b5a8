/** Figures are as wide as there is room, and are drawn again when that changes. */

/** A plot with what explains its colours. */
export type Drawing = { readonly plot: Element; readonly legend: readonly LegendEntry[] }
export type LegendEntry = { readonly name: string; readonly color: string }

/** Draws for a width in pixels, below which everything has to be narrow; the figure tells which part is meant. */
export type Draw = (width: number, figure: HTMLElement) => Drawing | undefined

/** Below this a plot has no room for labels at its side. */
export const narrow = 600

/** Draws everything that has a `data-plot`. */
export function drawFigures(drawOf: (name: string) => Draw): void {
  const drawn = new WeakMap<Element, number>()
  const observer = new ResizeObserver((entries) => {
    for (const { target, contentRect } of entries) {
      const width = Math.floor(contentRect.width)
      if (!(target instanceof HTMLElement) || width === 0 || drawn.get(target) === width) continue
      drawn.set(target, width)
      show(target, drawOf(target.dataset['plot'] ?? '')(width, target))
    }
  })
  for (const figure of document.querySelectorAll('figure[data-plot]')) observer.observe(figure)
}

function show(figure: HTMLElement, drawing: Drawing | undefined): void {
  for (const old of figure.querySelectorAll(':scope > :not(figcaption)')) old.remove()
  if (drawing === undefined) return
  const { plot, legend } = drawing
  plot.setAttribute('role', 'img')
  plot.setAttribute('aria-label', figure.querySelector('figcaption')?.textContent ?? '')
  figure.append(...(legend.length > 0 ? [legendOf(legend)] : []), plot)
}

function legendOf(entries: readonly LegendEntry[]): HTMLElement {
  const legend = document.createElement('p')
  legend.className = 'legend'
  for (const { name, color } of entries) {
    const entry = document.createElement('span')
    entry.textContent = name
    entry.style.setProperty('--color', color)
    legend.append(entry)
  }
  return legend
}
