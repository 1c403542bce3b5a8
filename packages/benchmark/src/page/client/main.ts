/** What the page does once it is there: draws its figures, sorts its tables, and changes its colours. */
import { barPlot } from './bar-plot.ts'
import { embeddedResults } from './embedded-results.ts'
import type { Draw } from './figures.ts'
import { drawFigures } from './figures.ts'
import { growthPlot } from './growth-plot.ts'
import { sortTables } from './sorting.ts'
import { offerThemes } from './theme.ts'
import { timelinePlot } from './timeline-plot.ts'
import { delayPlot, throughputPlot } from './worlds-plot.ts'

const results = embeddedResults()
const { worlds } = results

/** By the figure's `data-plot`; what is not here is a workload. */
const draws: Readonly<Record<string, Draw>> = {
  'growth-time': growthPlot(results, 'time'),
  'growth-bytes': growthPlot(results, 'bytes'),
  ...(worlds && {
    throughput: throughputPlot(worlds),
    delay: delayPlot(worlds),
    timeline: timelinePlot(worlds),
  }),
}

drawFigures((name) => draws[name] ?? barPlot(results, name))
sortTables()
offerThemes()
