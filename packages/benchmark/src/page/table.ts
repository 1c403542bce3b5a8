/** Tables that the page's reader sorts; without a script they are tables all the same. */
import type { Html } from './html.ts'
import { html } from './html.ts'

export type Column<Row> = {
  readonly head: string
  /** What the head means, where it does not say so itself. */
  readonly hint?: string
  readonly isText?: true
  /** Rows come in this order. */
  readonly isSorted?: true
  readonly cell: (row: Row) => string
}

/** @param sideOf what colours a row's first cell */
export function table<Row>(
  label: string,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  sideOf?: (row: Row) => string,
): Html {
  const head = columns.map(headOf)
  const body = rows.map((row) => rowOf(columns, row, sideOf?.(row)))
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${label}">
    <table class="sortable">
      <caption class="unseen">
        ${label}
      </caption>
      <thead>
        <tr>
          ${head}
        </tr>
      </thead>
      <tbody>
        ${body}
      </tbody>
    </table>
  </div>`
}

function headOf<Row>({ head, hint, isText, isSorted }: Column<Row>): Html {
  const kind = isText ? html` class="text"` : undefined
  const sort = isSorted ? 'ascending' : 'none'
  const title = hint === undefined ? undefined : html` title="${hint}"`
  return html`<th scope="col" aria-sort="${sort}" ${kind}>
    <button type="button" ${title}>${head}</button>
  </th>`
}

/** Rows end where the next begins: HTML leaves it out, and there are thousands of cells. */
function rowOf<Row>(columns: readonly Column<Row>[], row: Row, side: string | undefined): Html {
  const cells = columns.map(({ isText, cell }, index) => {
    if (index > 0) return isText ? html`<td class="text">${cell(row)}` : html`<td>${cell(row)}`
    const mark = side === undefined ? undefined : html` data-side="${side}"`
    return html`<th scope="row" ${mark}>${cell(row)}`
  })
  return html`<tr>
    ${cells}
   `
}
