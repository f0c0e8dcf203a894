import { createHash } from 'node:crypto'
import { access, constants, globSync } from 'node:fs'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, constants as zlib, gzip } from 'node:zlib'

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = join(root, 'console/dist')

/** Builds the console, and the scripts for shops and of the demo shop beside it, into console/dist unless what lies there was made of the same files. */
async function buildWhenStale() {
  const stamp = await stampOfSources()
  if ((await readFile(join(dist, '.stamp'), 'utf8').catch(() => '')) === stamp) return
  await promisify(access)(join(root, 'console'), constants.W_OK).catch(() => {
    throw new Error(`The console must be built, but this user may not write to ${join(root, 'console')}. Run bin/build once as its owner.`)
  })
  console.error('Building the console …')
  const fresh = join(root, `console/.dist-${process.pid}`)
  try {
    const { build } = await import('vite')
    await build({ root: join(root, 'console'), configFile: join(root, 'vite.config.ts'), logLevel: 'warn', build: { outDir: fresh, emptyOutDir: true } })
    await build({ configFile: join(root, 'storefront/vite.config.ts'), logLevel: 'warn', build: { outDir: fresh, emptyOutDir: false } })
    await build({ root, configFile: false, publicDir: false, logLevel: 'warn', build: { outDir: fresh, emptyOutDir: false, target: 'es2022', lib: { entry: 'server/demo-shop/assets/shop.ts', formats: ['es'], fileName: () => 'demo-shop.js' } } })
    await compress(fresh)
    await writeFile(join(fresh, '.stamp'), stamp)
    await replace(fresh)
  } finally {
    await rm(fresh, { recursive: true, force: true })
  }
}

async function stampOfSources(): Promise<string> {
  const files = globSync(['console/**/*', 'storefront/**/*', 'server/demo-shop/assets/*.ts', 'languages/**/*', 'contracts/**/*', 'package-lock.json', 'vite.config.ts'], { cwd: root, exclude: ['console/dist', 'console/.dist-*', '**/*.test.ts'], withFileTypes: true })
  const hash = createHash('sha256')
  for (const path of files.filter(file => file.isFile()).map(file => join(file.parentPath, file.name)).sort()) hash.update(path.slice(root.length)).update('\0').update(await readFile(path))
  return hash.digest('hex')
}

/** Compressed once here, as small as it gets, rather than for every reader. */
async function compress(folder: string) {
  const files = globSync('**/*.{js,css,html,svg,json}', { cwd: folder })
  await Promise.all(files.map(async file => {
    const text = await readFile(join(folder, file))
    if (text.length < 1024) return
    await writeFile(join(folder, `${file}.gz`), await promisify(gzip)(text, { level: 9 }))
    await writeFile(join(folder, `${file}.br`), await promisify(brotliCompress)(text, { params: { [zlib.BROTLI_PARAM_QUALITY]: 9 } }))
  }))
}

/** Moved into place at once, so that a running Suki never serves half a console. */
async function replace(fresh: string) {
  const old = `${fresh}-old`
  await mkdir(dist, { recursive: true })
  await rename(dist, old)
  await rename(fresh, dist)
  await rm(old, { recursive: true, force: true })
}

try {
  await buildWhenStale()
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
}
