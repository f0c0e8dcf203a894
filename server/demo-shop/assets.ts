import type { FastifyInstance, FastifyReply } from 'fastify'
import { hash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { mark, parcelPicture } from './pages/scene.ts'

const own = (name: string) => readFileSync(new URL(`./assets/${name}`, import.meta.url), 'utf8')
const font = (name: string, file: string) => readFileSync(fileURLToPath(import.meta.resolve(`@fontsource-variable/${name}/files/${file}.woff2`)))

type Asset = { type: string; read: () => string | Buffer }

/** Made when first asked for, then kept. */
const assets: Record<string, Asset> = {
  'shop.css': { type: 'text/css; charset=utf-8', read: () => own('shop.css') },
  'mark.svg': { type: 'image/svg+xml', read: () => mark.text.replace('<svg ', '<svg xmlns="http://www.w3.org/2000/svg" ').replaceAll('class="red"', 'fill="#c8492f"').replaceAll('class="cream"', 'fill="#fff4e0"') },
  'inter.woff2': { type: 'font/woff2', read: () => font('inter', 'inter-latin-opsz-normal') },
  'inter-cyrillic.woff2': { type: 'font/woff2', read: () => font('inter', 'inter-cyrillic-opsz-normal') },
  'tamil.woff2': { type: 'font/woff2', read: () => font('noto-sans-tamil', 'noto-sans-tamil-tamil-wght-normal') },
  'gujarati.woff2': { type: 'font/woff2', read: () => font('noto-sans-gujarati', 'noto-sans-gujarati-gujarati-wght-normal') },
}

const kept = new Map<string, { body: string | Buffer; tag: string }>()

function bodyOf(name: string, asset: Asset) {
  const body = kept.get(name)?.body ?? asset.read()
  const made = kept.get(name) ?? { body, tag: `"${hash('sha256', body, 'hex').slice(0, 16)}"` }
  kept.set(name, made)
  return made
}

/** The shop's styles, letters and pictures; its script is built beside the console. */
export function serveAssets(shop: FastifyInstance) {
  shop.get('/demo-shop/assets/:name', (request, reply) => {
    const { name } = request.params as { name: string }
    const asset = Object.hasOwn(assets, name) ? assets[name] : undefined
    if (!asset) return reply.status(404).send()
    const { body, tag } = bodyOf(name, asset)
    reply.header('cache-control', asset.type === 'font/woff2' ? 'public, max-age=604800' : 'public, max-age=60').header('etag', tag)
    return request.headers['if-none-match'] === tag ? reply.status(304).send() : reply.type(asset.type).send(body)
  })
  shop.get('/demo-shop/picture/:file', (request, reply: FastifyReply) => {
    const { file } = request.params as { file: string }
    return reply.type('image/svg+xml').header('cache-control', 'public, max-age=604800').send(parcelPicture(file))
  })
}
