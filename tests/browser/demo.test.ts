import assert from 'node:assert/strict'
import { test } from 'node:test'
import { browserWorld, overflowOf, shot } from '../support/browser.ts'

test('the demo shop shows itself at Home: light, dark, in Tamil and Russian, on a phone', async t => {
  const w = await browserWorld(t, { seed: 'demo' })
  const looks = { home: {}, 'home-dark': { dark: true }, 'home-ta': { language: 'ta' }, 'home-ru': { language: 'ru' }, 'home-phone': { width: 390, height: 844 } } as const
  for (const [name, look] of Object.entries(looks)) {
    await t.test(name, async () => {
      const page = await w.open(look)
      await page.goto('/')
      assert.deepEqual([await shot(page, name), await overflowOf(page), page.problems], [[], 0, []])
      await page.context().close()
    })
  }
})
