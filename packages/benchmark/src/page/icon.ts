/** The page's icon, in its address: a retort with something in it. */

const drawing = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path d="M20 6c4 2 7 6 9 12l-3 1c-2-5-4-7-7-8a9 9 0 1 1 1-5z" fill="none" stroke="#c2410c" stroke-width="2.4" stroke-linejoin="round"/><path d="M5 15a8 8 0 0 0 14 4c1-1 1-3 1-4z" fill="#c2410c"/></svg>`

export const icon = `data:image/svg+xml,${encodeURIComponent(drawing)}`
