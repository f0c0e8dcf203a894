import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { answerNothingHere } from './problems.ts'

const built = fileURLToPath(new URL('../../../console/dist/', import.meta.url))

const notBuilt = '<!doctype html><title>Suki</title><p>The console is not built yet. Start Suki with <code>bin/start</code>, or build it with <code>bin/build</code>.'

/**
 * Serves the built console. Files whose name holds their hash never change; every address that is not a file
 * of ours and not the API's is a page of the console, which finds its way by itself.
 */
export async function serveConsole(app: FastifyInstance, folder = built) {
  app.setNotFoundHandler((request, reply) => (isPage(request) ? sendPage(folder, reply) : answerNothingHere(request, reply)))
  app.get('/', (_request, reply) => sendPage(folder, reply))
  if (!existsSync(folder)) return
  await app.register(fastifyStatic, {
    root: folder,
    index: false,
    // The build leaves .br and .gz beside each file.
    preCompressed: true,
    cacheControl: false,
    setHeaders: (reply, path) => void reply.header('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'),
  })
}

function isPage({ method, url }: FastifyRequest): boolean {
  const path = url.split('?')[0] ?? '/'
  return (method === 'GET' || method === 'HEAD') && !/^\/(v1|assets|docs)(\/|$)/.test(path) && !/\.[a-z0-9]{2,5}$/.test(path)
}

async function sendPage(folder: string, reply: FastifyReply) {
  const html = await readFile(`${folder}/index.html`, 'utf8').catch(() => undefined)
  return reply.status(html === undefined ? 503 : 200).type('text/html; charset=utf-8').header('cache-control', 'no-cache').send(html ?? notBuilt)
}
