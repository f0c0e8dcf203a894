import react from '@vitejs/plugin-react'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig, type Plugin } from 'vite'

const server = `http://127.0.0.1:${process.env['PORT'] ?? 4800}`

const notForTheConsole = ['mails.json', 'demo-shop.json']

/** `virtual:texts/nl` is everything in languages/nl as one module: a reader loads one language in one request. */
const texts = (): Plugin => ({
  name: 'suki-texts',
  resolveId: id => (id.startsWith('virtual:texts/') ? `\0${id}` : undefined),
  load(id) {
    const [, language] = /^\0virtual:texts\/(\w+)$/.exec(id) ?? []
    if (!language) return undefined
    const folder = join(import.meta.dirname, 'languages', language)
    const files = readdirSync(folder).filter(file => file.endsWith('.json') && !notForTheConsole.includes(file))
    for (const file of files) this.addWatchFile(join(folder, file))
    const areas = files.map(file => `${JSON.stringify(file.replace('.json', ''))}: ${readFileSync(join(folder, file), 'utf8')}`)
    return { code: `export default {${areas.join(',')}}`, map: null }
  },
})

/** Builds the console into console/dist; `vite` serves it with a proxy to a running Suki. */
export default defineConfig({
  root: 'console',
  plugins: [react(), texts()],
  build: { outDir: 'dist', emptyOutDir: true, target: 'es2024', chunkSizeWarningLimit: 800 },
  server: { watch: { ignored: ['**/dist/**', '**/.dist-*/**'] }, proxy: Object.fromEntries(['/v1', '/docs', '/openapi.json', '/health', '/ready', '/metrics'].map(path => [path, { target: server }])) },
})
