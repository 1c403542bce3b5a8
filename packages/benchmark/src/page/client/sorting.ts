/** Tables are sorted by their heads: a press sorts upwards, another one downwards. Buttons do it by keyboard too. */

type Direction = 'ascending' | 'descending'

/** Every head of a sortable table is a button. */
export function sortTables(): void {
  for (const table of document.querySelectorAll<HTMLTableElement>('table.sortable')) {
    const heads = [...table.querySelectorAll('thead th')]
    for (const [column, head] of heads.entries())
      head.querySelector('button')?.addEventListener('click', () => {
        const direction = head.getAttribute('aria-sort') === 'ascending' ? 'descending' : 'ascending'
        for (const other of heads) other.setAttribute('aria-sort', other === head ? direction : 'none')
        sort(table, column, direction, head.classList.contains('text'))
      })
  }
}

function sort(table: HTMLTableElement, column: number, direction: Direction, isText: boolean): void {
  const body = table.tBodies[0]
  if (body === undefined) return
  const sign = direction === 'ascending' ? 1 : -1
  const compare = isText ? compareTexts : compareNumbers
  body.append(...[...body.rows].toSorted((a, b) => compare(textOf(a, column), textOf(b, column), sign)))
}

function textOf(row: HTMLTableRowElement, column: number): string {
  return row.cells[column]?.textContent?.trim() ?? ''
}

function compareTexts(a: string, b: string, sign: number): number {
  return sign * a.localeCompare(b, 'en', { numeric: true })
}

/** What has no figure comes last, whichever way. */
function compareNumbers(a: string, b: string, sign: number): number {
  const [first, second] = [numberOf(a), numberOf(b)]
  if (Number.isNaN(first) || Number.isNaN(second))
    return Number(Number.isNaN(first)) - Number(Number.isNaN(second))
  return sign * (first - second)
}

function numberOf(text: string): number {
  return Number.parseFloat(text.replaceAll(',', ''))
}
