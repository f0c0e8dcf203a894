import { readFile, writeFile } from 'node:fs/promises'
import { allSpecs } from './app.ts'
import { describeApi } from './platform/index.ts'

const file = new URL('../openapi.json', import.meta.url)
const text = await describeApi(allSpecs())
if (!process.argv.includes('--check')) await writeFile(file, text)
else if ((await readFile(file, 'utf8').catch(() => '')) !== text) {
  console.error('openapi.json is not what the contracts say. Run bin/openapi.')
  process.exitCode = 1
}
