/** Markup that cannot be broken out of: whatever is put into it is escaped, unless it is markup itself. */

export type Html = { readonly markup: string }

type Part = string | number | Html | readonly Html[] | undefined

/** A template of markup; what is undefined is left out. */
export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return { markup: texts.reduce((before, text, index) => `${before}${markupOf(parts[index - 1])}${text}`) }
}

/** Text in which names between backticks are shown as code. */
export function prose(text: string): Html {
  const parts = text
    .split('`')
    .map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : html`${part}`))
  return html`${parts}`
}

/** What a section has found: the first paragraph says it, the next one more. */
export function findings(sentences: readonly string[]): readonly Html[] {
  return sentences.map((sentence) => html`<p class="finding">${prose(sentence)}</p>`)
}

/** Text, or an attribute's value between quotes. */
export function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

function markupOf(part: Part): string {
  if (part === undefined) return ''
  if (typeof part === 'string' || typeof part === 'number') return escaped(String(part))
  return isMarkup(part) ? part.markup : part.map(({ markup }) => markup).join('')
}

function isMarkup(part: Html | readonly Html[]): part is Html {
  return 'markup' in part
}
