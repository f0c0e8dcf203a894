import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { pictureOf } from './pictures.ts'
import { things } from './story/catalog.ts'

test('everything on the shelf has its picture as `node seeds/pictures.ts` draws it', async () => {
  for (const thing of things) {
    const kept = await readFile(new URL(`../console/public/demo/${thing.key}.svg`, import.meta.url), 'utf8').catch(() => '')
    assert.equal(kept, pictureOf(thing), thing.key)
  }
})
