import type { FastifyInstance } from 'fastify'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

const file = (font: string, name: string) => fileURLToPath(import.meta.resolve(`@fontsource-variable/${font}/files/${name}.woff2`))

/** Scripts that not every device has, and the letters around them. The ranges are those of the packages. */
const fonts: Record<string, { path: string; range: string }> = {
  'inter.woff2': { path: file('inter', 'inter-latin-wght-normal'), range: 'U+0000-00FF, U+0131, U+0152-0153, U+02BB-02DC, U+2000-206F, U+20AC, U+2122' },
  'inter-cyrillic.woff2': { path: file('inter', 'inter-cyrillic-wght-normal'), range: 'U+0301, U+0400-045F, U+0490-0491, U+04B0-04B1, U+2116' },
  'tamil.woff2': { path: file('noto-sans-tamil', 'noto-sans-tamil-tamil-wght-normal'), range: 'U+0B82-0BFA, U+200C-200D, U+25CC' },
  'gujarati.woff2': { path: file('noto-sans-gujarati', 'noto-sans-gujarati-gujarati-wght-normal'), range: 'U+0A80-0AFF, U+200C-200D, U+25CC' },
}

export const fontFaces = Object.entries(fonts).map(([name, { range }]) => `@font-face{font-family:Letter;src:url(/consent/fonts/${name}) format('woff2');font-weight:100 900;font-display:swap;unicode-range:${range}}`).join('')

/** The type of pages that people see who are not of the team. */
export function serveFonts(app: FastifyInstance): void {
  app.get<{ Params: { font: string } }>('/consent/fonts/:font', async (request, reply) => {
    const font = fonts[request.params.font]
    if (!font) return reply.callNotFound()
    return reply.type('font/woff2').header('cache-control', 'public, max-age=604800').send(await readFile(font.path))
  })
}
