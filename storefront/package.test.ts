import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const here = fileURLToPath(new URL('.', import.meta.url))

const consumer = `import { createSuki, type Suki } from '@suki/storefront'
export const start = (): Suki => createSuki({ key: 'k', host: 'https://crm.example.com', consent: 'required' })
export const told = (suki: Suki) => (suki.track('Product Added', { sku: 'MUG-1' }), suki.consent(true, { wording_version: '1' }))
// @ts-expect-error a key is needed
createSuki({ host: 'https://crm.example.com' })
`

test('the package holds the module, its types and the script; it can be imported without a browser, and a shop compiles against it', async t => {
  const folder = await mkdtemp(join(tmpdir(), 'suki-package-'))
  t.after(() => rm(folder, { recursive: true }))
  const { stdout } = await run('npm', ['pack', '--json', '--loglevel=error', '--pack-destination', folder], { cwd: here })
  const [packed] = JSON.parse(stdout.slice(stdout.search(/^\[/m))) as { filename: string; files: { path: string }[]; size: number }[]
  assert.deepEqual(packed!.files.map(file => file.path).sort(), ['README.md', 'dist/index.d.ts', 'dist/index.js', 'dist/suki.js', 'package.json'])
  const installed = join(folder, 'node_modules/@suki/storefront')
  await mkdir(installed, { recursive: true })
  await run('tar', ['-xzf', join(folder, packed!.filename), '-C', installed, '--strip-components=1'])
  await writeFile(join(folder, 'package.json'), '{"type":"module"}')
  await writeFile(join(folder, 'shop.ts'), consumer)
  const imported = await run(process.execPath, ['-e', 'import("@suki/storefront").then(m => console.log(Object.keys(m).join()))'], { cwd: folder })
  assert.equal(imported.stdout.trim(), 'createSuki')
  await run(process.execPath, [join(here, '../node_modules/typescript/bin/tsc'), '--ignoreConfig', '--strict', '--noEmit', '--types', '', '--lib', 'es2022,dom', '--module', 'nodenext', '--target', 'es2022', 'shop.ts'], { cwd: folder }).catch(error => assert.fail((error as { stdout: string }).stdout))
})
