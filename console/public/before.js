// Before the first paint: the reader's colours, so that a dark console never flashes white.
const chosen = localStorage.getItem('suki.colours')
const dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light')
