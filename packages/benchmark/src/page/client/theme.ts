/** Light or dark: as the system says until somebody presses the button, and then as they said. */

const key = 'retort-theme'

type Theme = 'light' | 'dark'

/** Shows the button; without a script there is none. */
export function offerThemes(): void {
  const button = document.getElementById('theme')
  if (button === null) return
  const system = matchMedia('(prefers-color-scheme: dark)')
  let chosen = remembered()
  const current = (): Theme => chosen ?? (system.matches ? 'dark' : 'light')
  const show = () => apply(button, current(), chosen !== undefined)
  button.addEventListener('click', () => {
    chosen = current() === 'dark' ? 'light' : 'dark'
    remember(chosen)
    show()
  })
  system.addEventListener('change', show)
  button.hidden = false
  show()
}

function apply(button: HTMLElement, theme: Theme, isChosen: boolean): void {
  button.textContent = theme === 'dark' ? 'Light' : 'Dark'
  button.setAttribute('aria-label', theme === 'dark' ? 'Use light colours' : 'Use dark colours')
  button.setAttribute('aria-pressed', String(theme === 'dark'))
  if (isChosen) document.documentElement.dataset['theme'] = theme
}

function remembered(): Theme | undefined {
  const value = quietly(() => localStorage.getItem(key))
  return value === 'light' || value === 'dark' ? value : undefined
}

function remember(theme: Theme): void {
  quietly(() => localStorage.setItem(key, theme))
}

/** A page opened from a file or without cookies may have nowhere to remember. */
function quietly<T>(use: () => T): T | undefined {
  try {
    return use()
  } catch {
    return undefined
  }
}
